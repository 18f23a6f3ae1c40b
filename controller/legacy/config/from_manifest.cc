#include "controller/legacy/config/from_manifest.h"

#include <algorithm>
#include <utility>

#include "controller/domain/complaints.h"
#include "controller/domain/plan.h"
#include "controller/domain/references.h"
#include "controller/legacy/config/to_manifest.h"
#include "controller/legacy/config/write_template.h"
#include "controller/manifest/json_text.h"

namespace executioner::legacy {
namespace {

using manifest::List;
using manifest::Object;
using manifest::Value;

class Reversal {
 public:
  explicit Reversal(const domain::WorkflowSpec& spec) : spec_(spec) {}

  OldText Run(const std::string& name, const std::string& working_dir) {
    CheckControls();
    // Without a limit all jobs may run at once, which the old program knew only as a number.
    const int workers = spec_.controls.parallelism.value_or(static_cast<int>(spec_.jobs.size()));
    List jobs;
    for (std::size_t i = 0; i < spec_.jobs.size(); ++i) {
      jobs.push_back(Value{OneJob(spec_.jobs[i], domain::ItemPath("spec.jobs", i))});
    }
    const Object config{
        {"application_name", Text(name)},
        {"default_timeout", Integer(spec_.defaults.timeout_seconds.value_or(kNoTimeout))},
        {"jobs", Value{std::move(jobs)}},
        {"max_workers", Integer(workers)},
        {"parallel", Value{workers > 1}},
        {"working_dir", Text(spec_.defaults.working_dir.value_or(working_dir))}};
    return {.json = manifest::CanonicalJson(Value{config}),
            .inexpressible = std::move(inexpressible_)};
  }

 private:
  void Lost(std::string path, const char* why = "an old configuration cannot express it") {
    inexpressible_.push_back({.path = std::move(path), .message = why});
  }

  void LostIf(bool there, const std::string& path, std::string_view field) {
    if (there) {
      Lost(domain::KeyPath(path, field));
    }
  }

  void CheckControls() {
    const domain::Controls& controls = spec_.controls;
    // FinishRunning is what the old program always did.
    LostIf(controls.failure_policy != domain::FailurePolicy::kFinishRunning, "spec",
           "failurePolicy");
    LostIf(controls.active_deadline_seconds.has_value(), "spec", "activeDeadlineSeconds");
    LostIf(!controls.skip.empty(), "spec", "skip");
    LostIf(controls.suspend, "spec", "suspend");
    LostIf(!spec_.after.empty(), "spec", "after");
    LostIf(!spec_.params.empty(), "spec", "params");
  }

  Object OneJob(const domain::JobSpec& job, const std::string& path) {
    // The old program had few defaults of its own, so those of the manifest are written into each
    // job.
    const domain::JobTemplate work = domain::MergeDefaults(job.work, spec_.defaults);
    CheckJob(job, work, path);
    Object object{{"id", Text(IdOf(job))}, {"command", Text(Command(work, path))}};
    List dependencies;
    for (const std::string& name : job.depends_on) {
      // Ids of converted jobs come back, so that a round trip changes no name.
      dependencies.push_back(Text(IdOfDependency(name)));
    }
    object.emplace("dependencies", Value{std::move(dependencies)});
    const auto& annotations = job.work.pod_template.annotations;
    if (const auto found = annotations.find(kDescriptionAnnotation); found != annotations.end()) {
      object.emplace("description", Text(found->second));
    }
    // Not that of the defaults: default_timeout says it for all.
    if (job.work.timeout_seconds) {
      object.emplace("timeout", Integer(*job.work.timeout_seconds));
    }
    AddEnv(work, path, object);
    AddChecks(work.pre_checks, path + ".preChecks", "pre_checks", object);
    AddChecks(work.post_checks, path + ".postChecks", "post_checks", object);
    if (work.retry && work.retry->limit > 0) {
      AddRetry(*work.retry, path + ".retry", object);
    }
    return object;
  }

  std::string IdOfDependency(const std::string& name) const {
    const auto job = std::ranges::find(spec_.jobs, name, &domain::JobSpec::name);
    return job == spec_.jobs.end() ? name : IdOf(*job);
  }

  void CheckJob(const domain::JobSpec& job, const domain::JobTemplate& work,
                const std::string& path) {
    LostIf(job.trigger && *job.trigger != domain::Trigger::kAllSucceeded, path, "trigger");
    LostIf(job.when.has_value(), path, "when");
    LostIf(job.allow_failure, path, "allowFailure");
    LostIf(job.priority != 0, path, "priority");
    LostIf(work.working_dir != spec_.defaults.working_dir, path, "workingDir");
    LostIf(!work.env_from.text.empty(), path, "envFrom");
    LostIf(!work.with.empty(), path, "with");
    LostIf(work.shell.has_value(), path, "shell");
    for (const auto* const raw : {&work.resources, &work.volume_mounts, &work.security_context}) {
      LostIf(!raw->text.empty(), path, "resources, volumeMounts or securityContext");
    }
    LostIf(work.results && !work.results->empty(), path, "results");
    LostIf(!work.pod_template.spec.empty() || !work.pod_template.labels.empty(), path,
           "podTemplate");
  }

  std::string Command(const domain::JobTemplate& work, const std::string& path) {
    if (work.script) {
      return *work.script;
    }
    const std::vector<std::string> words = work.command.value_or(std::vector<std::string>{});
    const std::vector<std::string> more = work.args.value_or(std::vector<std::string>{});
    if (words.empty()) {
      Lost(path, "has neither command nor script");
    }
    std::string text;
    for (const auto* const list : {&words, &more}) {
      for (const std::string& word : *list) {
        // The old program knew variables only; a reference would be taken for text.
        LostIf(!domain::FindReferences(word).empty(), path, "command");
        text += (text.empty() ? "" : " ") + ShellQuoted(Plain(word));
      }
    }
    return text;
  }

  /// What binding makes of a text without references: `$$(` is `$(`.
  static std::string Plain(std::string text) {
    for (std::size_t at = text.find("$$("); at != std::string::npos;
         at = text.find("$$(", at + 2)) {
      text.erase(at, 1);
    }
    return text;
  }

  void AddEnv(const domain::JobTemplate& work, const std::string& path, Object& object) {
    Object env;
    for (const domain::EnvVar& variable : work.env) {
      // The old program replaced ${NAME} in values and had no way to write a literal `$`.
      const bool plain =
          variable.value_from.text.empty() && variable.value.find('$') == std::string::npos;
      LostIf(!plain, path, "env[" + variable.name + "]");
      env.emplace(variable.name, Text(variable.value));
    }
    if (!env.empty()) {
      object.emplace("env_variables", Value{std::move(env)});
    }
  }

  void AddChecks(const std::optional<std::vector<domain::Check>>& checks, const std::string& path,
                 const char* key, Object& object) {
    List list;
    for (const domain::Check& check : checks.value_or(std::vector<domain::Check>{})) {
      // The old checks failed when no file matched.
      const bool lacks = check.kind == domain::CheckKind::kFilesLack && check.require_match;
      if (check.kind == domain::CheckKind::kFileExists) {
        list.push_back(OldCheck("check_file_exists", "path", check.path));
      } else if (lacks && check.pattern == "ORA-") {
        list.push_back(OldCheck("check_no_ora_errors", "log_file", check.glob));
        // This check took the path of one file, never a glob.
      } else if (lacks && check.pattern == "ORA-|SP2-" &&
                 check.glob.find_first_of("*?[\\") == std::string::npos) {
        list.push_back(OldCheck("check_no_ora_or_sp2_errors", "log_file", check.glob));
      } else {
        Lost(path);
      }
    }
    if (!list.empty()) {
      object.emplace(key, Value{std::move(list)});
    }
  }

  static Value OldCheck(const char* name, const char* parameter, const std::string& path) {
    return Value{
        Object{{"name", Text(name)}, {"params", Value{Object{{parameter, Text(Plain(path))}}}}}};
  }

  void AddRetry(const domain::RetryPolicy& retry, const std::string& path, Object& object) {
    object.emplace("max_retries", Integer(retry.limit));
    object.emplace("retry_delay", Integer(retry.delay_seconds));
    object.emplace("retry_backoff", Hundredth(retry.backoff_percent));
    object.emplace("retry_jitter", Hundredth(retry.jitter_percent));
    object.emplace("max_retry_time", Integer(retry.max_elapsed_seconds.value_or(kNoTimeout)));
    List statuses;
    List codes;
    for (const domain::RetryRule& rule : retry.on) {
      const bool only_failed =
          rule.reasons.empty() || rule.reasons == std::vector{domain::Reason::kFailed};
      // The old program retried if the status or the exit code matched, so a rule with both has no
      // equivalent.
      if (rule.exit_codes.empty()) {
        AddStatuses(rule, path, statuses);
      } else if (only_failed) {
        for (const int code : rule.exit_codes) {
          codes.push_back(Integer(code));
        }
      } else {
        Lost(path + ".on");
      }
    }
    object.emplace("retry_on_status", Value{std::move(statuses)});
    object.emplace("retry_on_exit_codes", Value{std::move(codes)});
  }

  void AddStatuses(const domain::RetryRule& rule, const std::string& path, List& statuses) {
    using domain::Reason;
    if (std::ranges::count(rule.reasons, Reason::kFailed) !=
        std::ranges::count(rule.reasons, Reason::kSignaled)) {
      Lost(path + ".on", "FAILED meant both an exit code and death by a signal");
    }
    for (const Reason reason : rule.reasons) {
      switch (reason) {
        case Reason::kFailed: statuses.push_back(Text("FAILED")); break;
        case Reason::kTimedOut: statuses.push_back(Text("TIMEOUT")); break;
        case Reason::kError: statuses.push_back(Text("ERROR")); break;
        case Reason::kPostCheckFailed: statuses.push_back(Text("POSTCHECK_FAILED")); break;
        case Reason::kSignaled:
        case Reason::kOomKilled: break;  // go with FAILED
        default: Lost(path + ".on");
      }
    }
  }

  static Value Hundredth(int percent) {
    // Manifests count percent, the old keys are factors.
    std::string digits = std::to_string(percent % 100);
    digits.insert(0, 2 - digits.size(), '0');
    return Value{manifest::Number{std::to_string(percent / 100) + "." + digits}};
  }

  static constexpr int kNoTimeout = 31'536'000;  // a year: the old program always had a limit

  const domain::WorkflowSpec& spec_;
  std::vector<domain::Complaint> inexpressible_ = {};
};

}  // namespace

OldText FromManifest(const domain::WorkflowSpec& spec, const std::string& name,
                     const std::string& working_dir) {
  return Reversal(spec).Run(name, working_dir);
}

}  // namespace executioner::legacy
