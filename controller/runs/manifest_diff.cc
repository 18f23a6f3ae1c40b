#include "controller/runs/manifest_diff.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "controller/base/join.h"
#include "controller/domain/plan.h"

namespace executioner::runs {
namespace {

bool SameEnv(const std::vector<domain::EnvVar>& left, const std::vector<domain::EnvVar>& right) {
  return std::ranges::equal(left, right, [](const auto& one, const auto& other) {
    return one.name == other.name && one.value == other.value && one.value_from == other.value_from;
  });
}

/// Names of the fields in which two jobs differ; "other fields" for those without a name here.
std::string Fields(const domain::JobSpec& before, const domain::JobTemplate& was,
                   const domain::JobSpec& after, const domain::JobTemplate& is) {
  std::vector<std::string_view> fields;
  const auto add = [&](bool differs, std::string_view name) {
    if (differs) {
      fields.push_back(name);
    }
  };
  add(was.command != is.command, "command");
  add(was.args != is.args, "args");
  add(was.script != is.script, "script");
  add(was.shell != is.shell, "shell");
  add(was.working_dir != is.working_dir, "workingDir");
  add(!SameEnv(was.env, is.env), "env");
  add(was.with != is.with, "with");
  add(was.timeout_seconds != is.timeout_seconds, "timeoutSeconds");
  add(before.depends_on != after.depends_on, "dependsOn");
  add(before.trigger != after.trigger, "trigger");
  add(before.when != after.when, "when");
  add(before.allow_failure != after.allow_failure, "allowFailure");
  return base::Join(fields);
}

const domain::JobSpec* Find(const domain::WorkflowSpec& spec, const std::string& name) {
  const auto found = std::ranges::find(spec.jobs, name, &domain::JobSpec::name);
  return found == spec.jobs.end() ? nullptr : &*found;
}

}  // namespace

std::string ManifestDiff(const domain::WorkflowSpec& before, const domain::WorkflowSpec& after) {
  std::string text;
  for (const domain::JobSpec& job : after.jobs) {
    const domain::JobSpec* const was = Find(before, job.name);
    if (was == nullptr) {
      text += "  job " + job.name + ": new\n";
      continue;
    }
    const std::string fields = Fields(*was, domain::MergeDefaults(was->work, before.defaults), job,
                                      domain::MergeDefaults(job.work, after.defaults));
    if (!fields.empty()) {
      text += "  job " + job.name + ": " + fields + "\n";
    }
  }
  for (const domain::JobSpec& job : before.jobs) {
    if (Find(after, job.name) == nullptr) {
      text += "  job " + job.name + ": gone\n";
    }
  }
  // The hashes differ, so something does, even if it has no name here.
  return text.empty() ? "  other fields\n" : text;
}

std::string ControlsDiff(const domain::Controls& before, const domain::Controls& after) {
  std::string text;
  const auto add = [&](bool differs, const char* name) {
    text += differs ? "  " + std::string(name) + "\n" : "";
  };
  add(before.parallelism != after.parallelism, "parallelism");
  add(before.failure_policy != after.failure_policy, "failurePolicy");
  add(before.active_deadline_seconds != after.active_deadline_seconds, "activeDeadlineSeconds");
  add(before.suspend != after.suspend, "suspend");
  add(before.cancel != after.cancel, "cancel");
  add(before.skip != after.skip, "skip");
  add(before.priority != after.priority, "priority");
  return text;
}

}  // namespace executioner::runs
