#include "controller/domain/plan.h"

#include <optional>
#include <utility>

#include "controller/domain/named_graph.h"

namespace executioner::domain {
namespace {

void FillIn(RawJson& field, const RawJson& from_defaults) {
  if (field.text.empty()) {
    field = from_defaults;
  }
}

template <class Field>
void FillIn(std::optional<Field>& field, const std::optional<Field>& from_defaults) {
  if (!field) {
    field = from_defaults;
  }
}

bool SaysWhatToRun(const JobTemplate& work) {
  return work.command || work.args || work.script || work.shell;
}

PodTemplate MergePodTemplate(PodTemplate own, const PodTemplate& defaults) {
  own.labels.insert(defaults.labels.begin(), defaults.labels.end());
  own.annotations.insert(defaults.annotations.begin(), defaults.annotations.end());
  own.spec.insert(defaults.spec.begin(), defaults.spec.end());
  return own;
}

std::vector<NodeView> NodesOf(const std::vector<JobSpec>& jobs) {
  std::vector<NodeView> nodes;
  nodes.reserve(jobs.size());
  for (const JobSpec& job : jobs) {
    nodes.push_back({.name = job.name, .depends_on = job.depends_on});
  }
  return nodes;
}

PlannedJob PlanJob(const JobSpec& job, const JobTemplate& defaults) {
  PlannedJob planned{.name = job.name,
                     .work = MergeDefaults(job.work, defaults),
                     .trigger = job.trigger.value_or(Trigger::kAllSucceeded),
                     .allow_failure = job.allow_failure,
                     .priority = job.priority};
  planned.retry = planned.work.retry.value_or(RetryPolicy{});
  return planned;
}

}  // namespace

JobTemplate MergeDefaults(const JobTemplate& work, const JobTemplate& defaults) {
  JobTemplate merged = work;
  if (!SaysWhatToRun(work)) {
    merged.command = defaults.command;
    merged.args = defaults.args;
    merged.script = defaults.script;
    merged.shell = defaults.script ? defaults.shell : std::nullopt;
  } else if (work.script && !work.shell) {
    merged.shell = defaults.shell;
  }
  FillIn(merged.image, defaults.image);
  FillIn(merged.image_pull_policy, defaults.image_pull_policy);
  FillIn(merged.working_dir, defaults.working_dir);
  FillIn(merged.interpolate_env, defaults.interpolate_env);
  merged.env = MergeEnv(work.env, defaults.env);
  FillIn(merged.env_from, defaults.env_from);
  FillIn(merged.resources, defaults.resources);
  FillIn(merged.volume_mounts, defaults.volume_mounts);
  FillIn(merged.security_context, defaults.security_context);
  FillIn(merged.timeout_seconds, defaults.timeout_seconds);
  FillIn(merged.termination_grace_period_seconds, defaults.termination_grace_period_seconds);
  FillIn(merged.pending_timeout_seconds, defaults.pending_timeout_seconds);
  FillIn(merged.retry, defaults.retry);
  FillIn(merged.pre_checks, defaults.pre_checks);
  FillIn(merged.post_checks, defaults.post_checks);
  merged.pod_template = MergePodTemplate(work.pod_template, defaults.pod_template);
  return merged;
}

std::vector<EnvVar> MergeEnv(const std::vector<EnvVar>& own, const std::vector<EnvVar>& defaults) {
  const NameIndex places(defaults);
  std::vector<EnvVar> merged = defaults;
  for (const EnvVar& variable : own) {
    const int place = places.Find(variable.name);
    if (place < 0) {
      merged.push_back(variable);
    } else {
      merged[At(place)] = variable;
    }
  }
  return merged;
}

Plan MakePlan(const WorkflowSpec& spec, std::string spec_hash) {
  NamedGraph graph = ResolveNames(NodesOf(spec.jobs));
  Plan plan{.order = std::move(graph.order), .spec_hash = std::move(spec_hash)};
  plan.jobs.reserve(spec.jobs.size());
  for (int job = 0; job < static_cast<int>(spec.jobs.size()); ++job) {
    plan.jobs.push_back(PlanJob(spec.jobs[At(job)], spec.defaults));
    plan.jobs.back().dependencies = std::move(graph.dependencies[At(job)]);
    plan.jobs.back().dependents = std::move(graph.dependents[At(job)]);
    plan.index.emplace(spec.jobs[At(job)].name, job);
  }
  return plan;
}

}  // namespace executioner::domain
