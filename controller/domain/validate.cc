#include "controller/domain/validate.h"

#include "controller/domain/validate_parts.h"

namespace executioner::domain {
namespace {

void CheckImage(const Place& place, const JobTemplate& work, const JobTemplate& defaults) {
  if (!work.image && !defaults.image) {
    place.Field("image").Complain("is required in a cluster");
  }
}

/// A job without command and script runs without the runner, which implements these fields.
void CheckRunnerFields(const Place& place, const JobTemplate& work) {
  const std::string why =
      "needs command or script: without them the entrypoint of the image runs, and nothing "
      "watches over it";
  if (work.timeout_seconds) {
    place.Field("timeoutSeconds").Complain(why);
  }
  if (work.pre_checks && !work.pre_checks->empty()) {
    place.Field("preChecks").Complain(why);
  }
  if (work.post_checks && !work.post_checks->empty()) {
    place.Field("postChecks").Complain(why);
  }
  if (work.results && !work.results->empty()) {
    place.Field("results").Complain(why);
  }
}

void CheckJobs(const Place& root, const WorkflowSpec& spec, const ValidationRules& rules) {
  // Before the fields of any job, because a cycle concerns all its jobs and is reported once.
  const GraphCheck graph(spec, rules.most_jobs);
  const WhenCheck when(spec);
  for (int job = 0; job < static_cast<int>(spec.jobs.size()) && !root.All().Full(); ++job) {
    const JobTemplate& work = spec.jobs[At(job)].work;
    const Place place(root.All(), JobPath(spec, job), root.Scope(), spec.jobs[At(job)].name);
    graph.Check(place, job);
    when.Check(place, job);
    CheckTemplate(place, work, rules);
    CheckVariables(place, work, spec.defaults);
    if (rules.image_required) {
      CheckImage(place, work, spec.defaults);
    }
    if (RunsEntrypoint(work, spec.defaults)) {
      CheckRunnerFields(place, work);
    }
  }
  graph.CheckSkip(root);
}

}  // namespace

std::string JobPath(const WorkflowSpec& spec, int job) {
  return spec.single ? "spec" : ItemPath("spec.jobs", At(job));
}

std::vector<Complaint> Validate(const WorkflowSpec& spec, const ValidationRules& rules) {
  Complaints complaints;
  const ReferenceScope scope(spec);
  const Place place(complaints, "spec", &scope);
  CheckParams(place, spec);
  CheckCount(place, "jobs", spec.jobs.size(), {.least = 1, .most = rules.most_jobs});
  CheckJobs(place, spec, rules);
  CheckTemplate(place.Field("defaults"), spec.defaults, rules, /*is_default=*/true);
  CheckControls(place, spec);
  CheckAfter(place, spec);
  return complaints.List();
}

}  // namespace executioner::domain
