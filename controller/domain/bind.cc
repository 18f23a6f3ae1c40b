#include "controller/domain/bind.h"

#include <optional>
#include <utility>

#include "controller/domain/interpolate.h"

namespace executioner::domain {
namespace {

using Substitution = std::string (*)(std::string_view text, const Values& values);

/// Resolves the references of one attempt in place.
class Binder {
 public:
  explicit Binder(const Values& values) : values_(values) {}

  void Text(std::string& text, Substitution substitute = Substitute) const {
    if (text.find('$') != std::string::npos) {  // most texts have none: spare them the copy
      text = substitute(text, values_);
    }
  }

  void Texts(std::optional<std::vector<std::string>>& texts,
             Substitution substitute = Substitute) const {
    if (texts) {
      for (std::string& text : *texts) {
        Text(text, substitute);
      }
    }
  }

  void Checks(std::optional<std::vector<Check>>& checks) const {
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

  void Env(std::vector<EnvVar>& env) const {
    for (EnvVar& variable : env) {
      Text(variable.value, SubstituteEscaped);
    }
  }

 private:
  const Values& values_;  // borrowed for one binding
};

}  // namespace

ConcreteWork Bind(const Plan& plan, NodeId node, Values values, const std::vector<EnvVar>& extra) {
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
  const Binder binder(bound.values);
  binder.Env(work.env);
  if (work.image) {
    binder.Text(*work.image);
  }
  if (work.working_dir) {
    binder.Text(*work.working_dir);
  }
  binder.Texts(work.command);
  // A kubelet expands the arguments of an entrypoint; those of a command reach the runner
  // literally.
  binder.Texts(work.args, work.HasCommand() ? Substitute : SubstituteEscaped);
  binder.Checks(work.pre_checks);
  binder.Checks(work.post_checks);
  return bound;  // `script` and `shell` allow no references
}

}  // namespace executioner::domain
