#include "controller/standalone/begin_run.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "controller/base/error.h"
#include "controller/domain/checkpoint.h"
#include "controller/domain/complaints.h"
#include "controller/domain/plan.h"
#include "controller/domain/validate.h"
#include "controller/standalone/additions_json.h"
#include "controller/standalone/local_run.h"

namespace executioner::standalone {
namespace {

/// A name from the command line is not an error of the manifest.
void RequireJobs(const domain::WorkflowSpec& spec, const std::vector<std::string>& names) {
  std::vector<std::string> known;
  for (const domain::JobSpec& job : spec.jobs) {
    known.push_back(job.name);
  }
  for (const std::string& name : names) {
    if (std::ranges::count(known, name) == 0) {
      throw base::ConfigurationError("--skip", domain::NoSuchJob(name, known));
    }
  }
}

void Add(const Additions& additions, domain::WorkflowSpec& spec) {
  domain::Controls& controls = spec.controls;
  controls.skip.insert(controls.skip.end(), additions.skip.begin(), additions.skip.end());
  if (additions.parallelism) {
    controls.parallelism = additions.parallelism;
  }
  // 0 on the command line lifts the limit of the manifest, where 0 would start nothing.
  if (additions.parallelism == 0) {
    controls.parallelism.reset();
  }
  if (additions.failure_policy) {
    controls.failure_policy = *additions.failure_policy;
  }
}

/// What only a cluster can do.
void CheckLocal(const domain::WorkflowSpec& spec, std::vector<domain::Complaint>& complaints) {
  // Valid in a cluster, where a person can change it later; here nothing could.
  if (spec.controls.suspend) {
    complaints.push_back(
        {.path = "spec.suspend", .message = "a local run would wait forever; remove it"});
  }
  if (spec.controls.cancel != domain::CancelMode::kNone) {
    complaints.push_back(
        {.path = "spec.cancel", .message = "a local run would end before it starts; remove it"});
  }
  for (std::size_t i = 0; i < spec.jobs.size(); ++i) {
    const domain::JobTemplate work = domain::MergeDefaults(spec.jobs[i].work, spec.defaults);
    if (!work.HasCommand()) {
      complaints.push_back(
          {.path = spec.single ? "spec" : "spec.jobs[" + std::to_string(i) + "]",
           .message = "has neither command nor script, and there is no image whose entrypoint "
                      "could run: set one of them"});
    }
  }
}

bool HasValueFrom(const std::vector<domain::EnvVar>& env) {
  return std::ranges::any_of(
      env, [](const domain::EnvVar& variable) { return !variable.value_from.text.empty(); });
}

/// Names fields of pods that one template has.
void NamePodFields(const domain::JobTemplate& work, std::vector<std::string>& fields) {
  const auto add = [&](bool there, std::string_view field) {
    if (there && std::ranges::count(fields, field) == 0) {
      fields.emplace_back(field);
    }
  };
  add(work.image_pull_policy.has_value(), "imagePullPolicy");
  add(HasValueFrom(work.env), "env[].valueFrom");
  add(!work.env_from.text.empty(), "envFrom");
  add(!work.resources.text.empty(), "resources");
  add(!work.volume_mounts.text.empty(), "volumeMounts");
  add(!work.security_context.text.empty(), "securityContext");
  add(work.pending_timeout_seconds.has_value(), "pendingTimeoutSeconds");
  const domain::PodTemplate& pod = work.pod_template;
  add(!pod.labels.empty() || !pod.annotations.empty() || !pod.spec.empty(), "podTemplate");
}

engine::Execution Begin(const CheckedObject& checked, int pending_timeout_seconds) {
  return {.owner = {.kind = checked.object.kind,
                    .ns = checked.object.namespace_name,
                    .name = checked.object.name},
          .plan = domain::MakePlan(checked.spec, checked.spec_hash, pending_timeout_seconds),
          .controls = checked.spec.controls};
}

}  // namespace

CheckedObject Check(manifest::ManifestObject object, const Additions& additions) {
  const domain::Environment hidden = ApplyParams(object, additions.params);
  manifest::SpecResult read = manifest::ReadSpec(object);
  CheckedObject checked{.object = std::move(object),
                        .spec = std::move(read.spec),
                        .spec_hash = std::move(read.spec_hash),
                        .complaints = std::move(read.complaints)};
  if (!checked.complaints.empty()) {
    return checked;
  }
  // After the complaints of the reader: only a spec without them names all jobs.
  RequireJobs(checked.spec, additions.skip);
  Add(additions, checked.spec);
  checked.complaints = domain::Validate(checked.spec, LocalConfig().rules);
  CheckLocal(checked.spec, checked.complaints);
  checked.warnings = domain::Warnings(checked.spec);
  // After the validation, to which a hidden param with a value is an error of the manifest.
  SetHiddenValues(checked.spec, hidden);
  return checked;
}

std::optional<CheckedObject> CheckAgain(const history::RunSource& source) {
  try {
    manifest::Manifest manifest = manifest::ReadManifest(source.manifest, source.path);
    if (manifest.objects.empty()) {
      return std::nullopt;
    }
    CheckedObject checked =
        Check(std::move(manifest.objects.front()), ReadAdditions(source.arguments));
    return checked.complaints.empty() ? std::optional(std::move(checked)) : std::nullopt;
    // Written by another version, perhaps: the caller ends the run without its manifest.
  } catch (const base::ConfigurationError&) {
    return std::nullopt;
  }
}

std::string ManifestFolder(const history::RunSource& source) {
  return source.path == "-" || source.path.empty()
             // Nothing else is known of a manifest from standard input.
             ? source.working_dir
             : std::filesystem::path(source.path).parent_path().string();
}

std::vector<std::string> IgnoredFields(const domain::WorkflowSpec& spec) {
  std::vector<std::string> fields;
  NamePodFields(spec.defaults, fields);
  for (const domain::JobSpec& job : spec.jobs) {
    NamePodFields(job.work, fields);
  }
  if (spec.controls.pod_retention) {
    fields.emplace_back("podRetention");
  }
  if (spec.controls.ttl_seconds_after_finished) {
    fields.emplace_back("ttlSecondsAfterFinished");
  }
  if (!spec.after.empty()) {
    fields.emplace_back("after");
  }
  return fields;
}

engine::Execution BeginRun(const CheckedObject& checked, const base::Clock& clock,
                           int pending_timeout_seconds) {
  engine::Execution execution = Begin(checked, pending_timeout_seconds);
  execution.run = domain::StartRun(execution.plan, 1);
  execution.run.start_time = clock.Now();  // known though the program dies before its first record
  execution.recorded = domain::MakeStatus(execution.plan, execution.run, {}, execution.generation,
                                          *execution.run.start_time);
  return execution;
}

engine::Execution RestoreExecution(const CheckedObject& checked, std::int64_t number,
                                   const domain::Status& status, int pending_timeout_seconds) {
  engine::Execution execution = Begin(checked, pending_timeout_seconds);
  // What is recorded is the checkpoint: the run continues from it and from nothing else.
  execution.recorded = status;
  execution.run = domain::RestoreRun(execution.plan, status);
  history::NumberRun(execution, number);
  return execution;
}

}  // namespace executioner::standalone
