#include "controller/legacy/config/to_manifest.h"

#include <algorithm>
#include <set>
#include <utility>

#include "controller/base/error.h"
#include "controller/base/join.h"
#include "controller/domain/complaints.h"
#include "controller/domain/interpolate.h"
#include "controller/domain/references.h"
#include "controller/legacy/config/env_text.h"
#include "controller/legacy/config/job_names.h"
#include "controller/legacy/config/retry_rules.h"
#include "controller/legacy/config/write_template.h"

namespace executioner::legacy {
namespace {

using domain::ItemPath;
using manifest::List;
using manifest::Object;
using manifest::Value;

// All annotations of an object together may have 256 KiB, and a pod gets those of its job.
constexpr std::size_t kLongestAnnotation = 4096;

bool IsBlank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n\v\f") == std::string_view::npos;
}

class Conversion {
 public:
  Conversion(const Config& config, const Surroundings& surroundings)
      : config_(config), surroundings_(surroundings) {
    for (const domain::EnvVar& variable : surroundings.extra) {
      extra_.insert_or_assign(variable.name, variable.value);
    }
    app_env_ = AppEnv();
    std::vector<std::string> ids;
    for (const Job& job : config.jobs) {
      ids.push_back(job.id);
    }
    result_.names = NamesOf(ids);
  }

  Converted Run() {
    result_.application =
        config_.application_name.empty() ? surroundings_.file_stem : config_.application_name;
    result_.working_dir = WorkingDirOf(config_, surroundings_.home);
    Object spec{{"defaults", Value{Defaults()}},
                // After a failure the old program started nothing new and waited for what ran.
                {"failurePolicy", Text("FinishRunning")},
                {"jobs", Value{Jobs()}},
                {"parallelism", Integer(config_.parallel ? config_.max_workers : 1)}};
    result_.manifest_json = WorkflowJson(result_.application, std::move(spec));
    result_.extra = ManifestEnv(extra_, Explicits(nullptr),
                                [this](std::string_view name) { return IsInherited(name); });
    NameWhatIsLost();
    AddOverlong(config_.env, config_.env, "env_variables", result_.errors);
    AddOverlong(extra_, MergedEnv(Job{}), "--env", result_.errors);
    NoteRings(config_.env, config_.env, "env_variables");
    for (std::size_t i = 0; i < config_.jobs.size(); ++i) {
      const std::string path = ItemPath("jobs", i) + ".env_variables";
      AddOverlong(config_.jobs[i].env, MergedEnv(config_.jobs[i]), path, result_.errors);
      NoteRings(config_.jobs[i].env, MergedEnv(config_.jobs[i]), path);
    }
    return std::move(result_);
  }

  /// What a job's variables are in the end, as far as that is known before it runs.
  domain::Environment VariablesOf(const Job& job) const {
    domain::Environment known;
    for (const auto& [name, value] : surroundings_.environment.value_or(domain::Environment{})) {
      if (config_.inherited.Passes(name)) {
        known.emplace(name, value);
      }
    }
    const auto inherited = [this](std::string_view name) { return IsInherited(name); };
    domain::AddVariables(
        domain::InterpolateEnv(ManifestEnv(MergedEnv(job), Explicits(&job), inherited)), known);
    return known;
  }

 private:
  /// All that configuration and command line set for a job; later ones win: application, job,
  /// --env.
  std::map<std::string, std::string> MergedEnv(const Job& job) const {
    std::map<std::string, std::string> merged = extra_;
    merged.insert(job.env.begin(), job.env.end());
    merged.insert(app_env_.begin(), app_env_.end());
    return merged;
  }

  /// \param own  whose rings to tell of; \param all  what they may refer to
  void NoteRings(const std::map<std::string, std::string>& own,
                 const std::map<std::string, std::string>& all, const std::string& path) {
    std::vector<std::string> names;
    for (const auto& variable : Interpolated(all)) {
      const std::string& name = variable.first;
      const bool is_open =
          own.contains(name) && std::ranges::any_of(all, [&](const auto& other) {
            return other.first != name &&
                   variable.second.find("${" + other.first + "}") != std::string::npos;
          });
      if (is_open) {
        names.push_back(name);
      }
    }
    if (!names.empty() && result_.errors.empty()) {  // what is too long stays as written too
      result_.notes.push_back(
          {.path = path,
           .message = base::Join(names) +
                      ": refer to each other in a cycle: in them only ${NAME} of the shell's "
                      "variables is replaced; all other text stays as written"});
    }
  }

  /// The application's variables. They name each other only, so where a job or the command line has
  /// one of their names for itself, what they mean must be written out.
  std::map<std::string, std::string> AppEnv() const {
    const auto is_ours = [this](const auto& variable) {
      return config_.env.contains(variable.first);
    };
    // If nobody overrides one of them, ${NAME} means the same in every job and can stay.
    const bool others = std::ranges::any_of(extra_, is_ours) ||
                        std::ranges::any_of(config_.jobs, [&](const Job& job) {
                          return std::ranges::any_of(job.env, is_ours);
                        });
    return others ? Interpolated(config_.env) : config_.env;
  }

  bool IsInherited(std::string_view name) const {
    return config_.inherited.Passes(name) &&
           (!surroundings_.environment || surroundings_.environment->contains(name));
  }

  /// \param job  nullptr for the application's own
  NamePredicate Explicits(const Job* job) const {
    return [this, job](std::string_view name) {
      const std::string text(name);
      return app_env_.contains(text) || extra_.contains(text) ||
             (job != nullptr ? job->env.contains(text)
                             : std::ranges::any_of(config_.jobs, [&](const Job& one) {
                                 return one.env.contains(text);
                               }));
    };
  }

  Value Env(const std::map<std::string, std::string>& env, const Job* job) const {
    List list;
    const auto inherited = [this](std::string_view name) { return IsInherited(name); };
    for (const domain::EnvVar& variable : ManifestEnv(env, Explicits(job), inherited)) {
      list.push_back(Value{Object{{"name", Text(variable.name)}, {"value", Text(variable.value)}}});
    }
    return Value{std::move(list)};
  }

  Object Defaults() {
    Object defaults{
        {"workingDir", Text(WithoutReferences(result_.working_dir))},
        {"interpolateEnv", Value{true}},
        {"terminationGracePeriodSeconds", Integer(kGraceSeconds)},
        {"timeoutSeconds", Integer(Seconds(config_.default_timeout.value_or(kDefaultTimeout),
                                           "default_timeout", result_.notes))}};
    if (!surroundings_.image.empty()) {
      defaults.emplace("image", Text(surroundings_.image));
    }
    if (!app_env_.empty()) {
      defaults.emplace("env", Env(app_env_, nullptr));
    }
    return defaults;
  }

  List Jobs() {
    List jobs;
    for (std::size_t i = 0; i < config_.jobs.size(); ++i) {
      jobs.push_back(Value{OneJob(config_.jobs[i], ItemPath("jobs", i))});
    }
    return jobs;
  }

  Object OneJob(const Job& job, const std::string& path) {
    Object object{{"name", Text(result_.names.at(job.id))}};
    if (IsBlank(job.command)) {
      // It succeeded at once, without its checks.
      object.emplace("script", Text(":"));
      result_.notes.push_back({.path = path + ".command", .message = "is blank: nothing runs"});
    } else {
      AddCommand(job, object);
      AddChecks(job.pre_checks, "preChecks", job, path + ".pre_checks", object);
      AddChecks(job.post_checks, "postChecks", job, path + ".post_checks", object);
    }
    AddDependencies(job, object);
    AddRetry(job, path, object);
    AddAnnotations(job, path, object);
    if (!job.env.empty()) {
      object.emplace("env", Env(job.env, &job));
    }
    if (job.timeout) {
      object.emplace("timeoutSeconds",
                     Integer(Seconds(*job.timeout, path + ".timeout", result_.notes)));
    }
    return object;
  }

  void AddCommand(const Job& job, Object& object) const {
    const std::string text =
        // A local run passes its whole environment on, so fewer variables need a command
        // that drops the others.
        config_.inherited.kind == InheritedEnv::Kind::kAll ? job.command : WithFewerVariables(job);
    if (domain::FindReferences(text).empty()) {
      // A script is easier to read, and to edit, than a command line.
      object.emplace("script", Text(text));
    } else {
      // In a script these would be refused, as command they can be escaped.
      object.emplace("command",
                     Value{List{Text("/bin/sh"), Text("-c"), Text(WithoutReferences(text))}});
    }
  }

  /// The command in an environment of the names that may pass. What the job sets has to pass too.
  std::string WithFewerVariables(const Job& job) const {
    std::set<std::string> names;
    for (const auto* env : {&extra_, &app_env_, &job.env}) {
      for (const auto& [name, value] : *env) {
        names.insert(name);
      }
    }
    using Kind = InheritedEnv::Kind;
    const std::vector<std::string>& listed =
        config_.inherited.kind == Kind::kDefault ? DefaultNames() : config_.inherited.names;
    std::ranges::copy_if(listed, std::inserter(names, names.end()), IsShellName);
    std::string text = "exec /usr/bin/env -i";
    for (const std::string& name : names) {
      text.append(" ${").append(name).append("+\"").append(name).append("=$").append(name).append(
          "\"}");
    }
    return text + " /bin/sh -c " + ShellQuoted(job.command);
  }

  void AddChecks(const std::vector<Check>& checks, const char* key, const Job& job,
                 const std::string& path, Object& object) {
    List list;
    for (std::size_t i = 0; i < checks.size(); ++i) {
      Check check = checks[i];
      if (check.path.find("${") != std::string::npos && !FillPath(job, ItemPath(path, i), check)) {
        continue;
      }
      list.push_back(WriteCheck(check));
    }
    if (!list.empty()) {
      object.emplace(key, Value{std::move(list)});
    }
  }

  /// Puts values for variables, those that the shell has too if it is there.
  /// \return whether all of them are known
  bool FillPath(const Job& job, const std::string& place, Check& check) {
    const std::string written = "'" + check.path + "'";
    if (surroundings_.environment) {
      // Checks run outside of the shell, so nothing else would replace the variables.
      check.path = FillIn(check.path, VariablesOf(job));
      return true;
    }
    const auto known = Interpolated(MergedEnv(job));
    check.path = FillIn(check.path, domain::Environment(known.begin(), known.end()));
    const std::string quoted = "'" + check.path + "'";
    if (check.path.find("${") != std::string::npos) {
      result_.inexpressible.push_back(
          {.path = place,
           .message = written + (quoted == written ? "" : ", which is " + quoted + ",") +
                      " refers to a variable that only the shell knows: write the path itself"});
      return false;
    }
    if (told_.insert("variables in checks").second) {
      result_.notes.push_back({.path = place,
                               .message = written + " became " + quoted +
                                          ", as all variables in checks: --env of a run does not "
                                          "change them"});
    }
    return true;
  }

  void AddDependencies(const Job& job, Object& object) const {
    List names;
    for (const std::string& id : job.dependencies) {
      names.push_back(Text(result_.names.at(id)));
    }
    if (!names.empty()) {
      object.emplace("dependsOn", Value{std::move(names)});
    }
  }

  void AddRetry(const Job& job, const std::string& path, Object& object) {
    std::vector<domain::Complaint> notes;
    if (const auto policy = PolicyOf(Effective(job.retry, config_.retry), notes)) {
      object.emplace("retry", WriteRetry(*policy));
    }
    for (domain::Complaint& note : notes) {
      const bool is_own = Gives(job.retry, note.path);
      note.path = is_own ? path + "." + note.path : "default_" + note.path;
      // A default concerns all jobs, and is worth one note.
      if (is_own || told_.insert(note.path + note.message).second) {
        result_.notes.push_back(std::move(note));
      }
    }
  }

  void AddAnnotations(const Job& job, const std::string& path, Object& object) {
    Object annotations;
    if (result_.names.at(job.id) != job.id) {
      annotations.emplace(kIdAnnotation, Text(job.id));
    }
    if (!job.description.empty()) {
      annotations.emplace(kDescriptionAnnotation, Text(job.description));
    }
    for (auto& [name, value] : annotations) {
      if (value.Text()->size() > kLongestAnnotation) {
        result_.inexpressible.push_back(
            {.path = path,
             .message = std::string(name == kIdAnnotation ? "id" : "description") +
                        " has more than 4096 bytes: shorten it"});
        value = Text(value.Text()->substr(0, 1000));
      }
    }
    if (!annotations.empty()) {
      object.emplace(
          "podTemplate",
          Value{
              Object{{"metadata", Value{Object{{"annotations", Value{std::move(annotations)}}}}}}});
    }
  }

  void NameWhatIsLost() {
    const auto lost = [this](std::string path, const char* message) {
      result_.inexpressible.push_back({.path = std::move(path), .message = message});
    };
    if (!config_.mail.recipients.empty()) {
      lost("email_address", "a manifest cannot express who is notified when a run ends");
    }
    if (!config_.log_dir.empty()) {
      lost("log_dir", "output of jobs is kept with the run: see 'executioner logs'");
    }
    for (std::size_t i = 0; i < config_.jobs.size(); ++i) {
      if (!config_.jobs[i].log_dir.empty()) {
        lost(ItemPath("jobs", i) + ".log_dir",
             "output of jobs is kept with the run: see 'executioner logs'");
      }
    }
  }

  const Config& config_;
  const Surroundings& surroundings_;
  std::map<std::string, std::string> extra_ = {};  // --env
  std::map<std::string, std::string> app_env_ = {};
  std::set<std::string> told_ = {};  // notes about many jobs, reported once
  Converted result_ = {};
};

}  // namespace

std::string WorkingDirOf(const Config& config, const std::string& home) {
  std::string folder = config.working_dir;
  if (folder == "~" || folder.starts_with("~/")) {
    folder = home + folder.substr(1);
  }
  if (!folder.starts_with('/')) {
    throw base::ConfigurationError(
        "working_dir", "'" + config.working_dir + "' is not absolute: begin it with '/' or '~/'");
  }
  return folder;
}

domain::Environment VariablesOf(const Config& config, const Surroundings& surroundings) {
  return Conversion(config, surroundings).VariablesOf(Job{});
}

std::string IdOf(const domain::JobSpec& job) {
  const auto& annotations = job.work.pod_template.annotations;
  const auto found = annotations.find(kIdAnnotation);
  return found == annotations.end() ? job.name : found->second;
}

Converted ToManifest(const Config& config, const Surroundings& surroundings) {
  return Conversion(config, surroundings).Run();
}

}  // namespace executioner::legacy
