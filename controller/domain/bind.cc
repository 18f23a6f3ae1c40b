#include "controller/domain/bind.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "controller/base/cut_text.h"
#include "controller/domain/expand_env.h"
#include "controller/domain/interpolate.h"
#include "controller/domain/pod_references.h"

namespace executioner::domain {
namespace {

using Substitution = Resolved (*)(std::string_view text, const Sources& sources);

/// Resolves the references of one attempt in place, up to the first that has no value.
class Binder {
 public:
  explicit Binder(Sources sources) : sources_(std::move(sources)) {}

  const std::optional<Refusal>& Refused() const { return refusal_; }

  void Text(std::string& text, Substitution substitute = Substitute) {
    if (text.find('$') == std::string::npos || refusal_) {  // most have none: spare them the copy
      return;
    }
    Resolved resolved = substitute(text, sources_);
    if (auto* const refusal = std::get_if<Refusal>(&resolved)) {
      Refuse(std::move(*refusal));
      return;
    }
    text = std::get<std::string>(std::move(resolved));
    size_ += text.size();
    if (size_ > kLargestWork) {
      Refuse({Reason::kValueTooLarge,
              "command, arguments and variables with references have more "
              "than " +
                  std::to_string(kLargestWork) + " bytes in all"});
    }
  }

  void Text(std::optional<std::string>& text) {
    if (text) {
      Text(*text);
    }
  }

  void Texts(std::optional<std::vector<std::string>>& texts, Substitution substitute = Substitute) {
    if (texts) {
      for (std::string& text : *texts) {
        Text(text, substitute);
      }
    }
  }

  void Checks(std::optional<std::vector<Check>>& checks) {
    if (!checks) {
      return;
    }
    for (Check& check : *checks) {
      Text(check.path);
      Text(check.glob);
      Text(check.pattern);
      for (std::string& argument : check.command) {
        Text(argument);
      }
    }
  }

  /// \param field  "resources", or the name of a field of `podTemplate.spec`
  void Part(std::string_view field, RawJson& part) {
    part.text = RewritePodTexts(field, part.text, [&](const PodText& found) {
      std::string text(found.text);
      Text(text);
      return text;
    });
  }

  void Results(std::optional<std::vector<ResultSpec>>& results) {
    if (results) {
      for (ResultSpec& result : *results) {
        Text(result.from.file);
      }
    }
  }

  void Env(std::vector<EnvVar>& env) {
    for (EnvVar& variable : env) {
      if (!TakeSource(variable)) {
        Text(variable.value, SubstituteEscaped);
      }
    }
  }

  /// Returns the variables of `with` that `env` does not replace.
  std::vector<EnvVar> With(const std::map<std::string, std::string>& with,
                           const std::vector<EnvVar>& env) {
    std::vector<EnvVar> variables;
    for (const auto& [name, value] : with) {
      // Only variables of the command line (`extra`) have such a name; they win.
      if (std::ranges::count(env, name, &EnvVar::name) > 0) {
        continue;
      }
      EnvVar& variable = variables.emplace_back(EnvVar{.name = name, .value = value});
      if (!TakeSource(variable)) {
        Text(variable.value);
        // The whole value is literal, not only what references stand for.
        variable.value = EscapeDollars(variable.value);
      }
    }
    return variables;
  }

 private:
  void Refuse(Refusal refusal) {
    constexpr std::size_t kMessageBytes = 1024;  // as Ending::message
    refusal.message = base::CutText(refusal.message, kMessageBytes);
    refusal_ = std::move(refusal);
  }

  /// Makes a hidden param that is the whole value a source of the variable, for the kubelet.
  bool TakeSource(EnvVar& variable) const {
    const std::optional<Reference> whole = WholeReference(variable.value);
    const Steps steps = whole ? StepsOf(whole->path) : Steps{};
    const bool is_param = steps.size() == 2 && steps[0] == "params";
    const Param* const param = is_param ? FindParam(sources_.params, steps[1]) : nullptr;
    // A local run has the value.
    if (param == nullptr || !param->IsHidden() || !param->value.text.empty()) {
      return false;
    }
    const bool secret = !param->secret_key_ref.text.empty();
    variable.value.clear();
    variable.value_from.text =
        secret ? R"({"secretKeyRef":)" + param->secret_key_ref.text + "}"
               : R"({"configMapKeyRef":)" + param->config_map_key_ref.text + "}";
    return true;
  }

  Sources sources_;  // borrows for one binding
  std::size_t size_ = 0;
  std::optional<Refusal> refusal_ = std::nullopt;
};

}  // namespace

Binding Bind(const Plan& plan, NodeId node, Values values, const std::vector<EnvVar>& extra,
             JobLookup jobs) {
  const PlannedJob& planned = plan.Job(node);
  ConcreteWork bound{.node = node,
                     .job = planned.name,
                     .values = std::move(values),
                     .work = planned.work,
                     .pending_timeout = plan.PendingTimeout(node),
                     .spec_hash = plan.SpecHash()};
  JobTemplate& work = bound.work;
  if (!extra.empty()) {
    // The job's variables keep their places, so that a variable of the run may refer to them.
    work.env = MergeEnv(extra, work.env);
  }
  if (work.interpolate_env.value_or(false)) {
    // Before references are resolved: a `${NAME}` in a value is not the user's text.
    work.env = InterpolateEnv(std::move(work.env));
  }
  Binder binder({.values = bound.values,
                 .params = plan.Params(),
                 .metadata = &plan.ObjectMetadata(),
                 .jobs = std::move(jobs)});
  binder.Env(work.env);
  if (!work.with.empty()) {
    // First, so that variables of `env` may refer to them: a kubelet knows only earlier ones.
    std::vector<EnvVar> env = binder.With(std::exchange(work.with, {}), work.env);
    std::ranges::move(work.env, std::back_inserter(env));
    work.env = std::move(env);
  }
  binder.Text(work.image);
  binder.Text(work.working_dir);
  binder.Texts(work.command);
  // A kubelet expands the arguments of an entrypoint; those of a command reach the runner
  // literally.
  binder.Texts(work.args, work.HasCommand() ? Substitute : SubstituteEscaped);
  binder.Checks(work.pre_checks);
  binder.Checks(work.post_checks);
  binder.Part("resources", work.resources);
  for (auto& [field, part] : work.pod_template.spec) {
    binder.Part(field, part);
  }
  binder.Results(work.results);
  if (binder.Refused()) {
    return *binder.Refused();
  }
  return bound;  // `script` and `shell` allow no references
}

}  // namespace executioner::domain
