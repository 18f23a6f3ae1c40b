#include "controller/domain/plan.h"

#include <utility>

#include "controller/domain/job_template_fields.h"
#include "controller/domain/job_values.h"
#include "controller/domain/named_graph.h"
#include "controller/domain/when.h"

namespace executioner::domain {
namespace {

/// Collects the addresses of the fields of a template, in the order of their list.
struct Places {
  std::vector<const void*> fields = {};

  void operator()(const Field&, const auto& value) { fields.push_back(&value); }
};

/// Visits the template of a job and sets absent fields.
class FillIn {
 public:
  explicit FillIn(const JobTemplate& defaults) { Fields(from_, defaults); }

  template <class Value>
  void operator()(const Field&, Value& own) {
    // The same list visits both templates, so the types at one place are the same.
    Merge(own, *static_cast<const Value*>(from_.fields[next_++]));
  }

 private:
  template <class Value>
  static void Merge(std::optional<Value>& own, const std::optional<Value>& from) {
    if (!own) {
      own = from;
    }
  }

  static void Merge(RawJson& own, const RawJson& from) {
    if (own.text.empty()) {
      own = from;
    }
  }

  static void Merge(std::vector<EnvVar>& own, const std::vector<EnvVar>& from) {
    own = MergeEnv(own, from);
  }

  static void Merge(std::map<std::string, std::string>& own,
                    const std::map<std::string, std::string>& from) {
    own.insert(from.begin(), from.end());
  }

  static void Merge(PodTemplate& own, const PodTemplate& from) {
    own.labels.insert(from.labels.begin(), from.labels.end());
    own.annotations.insert(from.annotations.begin(), from.annotations.end());
    own.spec.insert(from.spec.begin(), from.spec.end());
  }

  Places from_ = {};
  std::size_t next_ = 0;
};

bool SaysWhatToRun(const JobTemplate& work) {
  return work.command || work.args || work.script || work.shell;
}

/// Graphs use plain indexes; a plan uses nodes.
std::vector<NodeId> ToNodes(const std::vector<int>& indexes) {
  return {indexes.begin(), indexes.end()};
}

PlannedJob PlanJob(const JobSpec& job, const JobTemplate& defaults) {
  PlannedJob planned{.name = job.name,
                     .work = MergeDefaults(job.work, defaults),
                     .trigger = job.trigger.value_or(Trigger::kAllSucceeded),
                     .when = job.when,
                     .allow_failure = job.allow_failure,
                     .priority = job.priority,
                     .expands = job.expands};
  planned.retry = planned.work.retry.value_or(RetryPolicy{});
  return planned;
}

}  // namespace

JobTemplate MergeDefaults(const JobTemplate& work, const JobTemplate& defaults) {
  JobTemplate merged = work;
  FillIn fill_in(defaults);
  Fields(fill_in, merged);
  // The program comes either from the job or from `defaults`; only the shell may be that of all
  // scripts.
  if (SaysWhatToRun(work)) {
    merged.command = work.command;
    merged.args = work.args;
    merged.script = work.script;
  }
  if (!merged.script) {
    merged.shell = work.shell;
  }
  return merged;
}

std::vector<EnvVar> MergeEnv(const std::vector<EnvVar>& own, const std::vector<EnvVar>& defaults) {
  // `defaults` come first, so that a variable of the job may refer to them: a kubelet expands only
  // references to earlier variables.
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

Plan MakePlan(const WorkflowSpec& spec, std::string spec_hash,
              int default_pending_timeout_seconds) {
  const NamedGraph graph = ResolveNames(spec.jobs, ImpliedDependencies(spec));
  Plan plan;
  plan.spec_hash_ = std::move(spec_hash);
  plan.default_pending_timeout_seconds_ = default_pending_timeout_seconds;
  plan.order_ = ToNodes(graph.order);
  plan.params_ = spec.params;
  plan.metadata_ = spec.metadata.value_or(Metadata{});
  plan.jobs_.reserve(spec.jobs.size());
  for (std::size_t job = 0; job < spec.jobs.size(); ++job) {
    PlannedJob planned = PlanJob(spec.jobs[job], spec.defaults);
    planned.dependencies = ToNodes(graph.dependencies[job]);
    planned.dependents = ToNodes(graph.dependents[job]);
    plan.index_.emplace(planned.name, NodeId{static_cast<int>(job)});
    plan.jobs_.push_back(std::move(planned));
  }
  // They list all jobs, so only a workflow that has conditions has them.
  if (std::ranges::any_of(spec.jobs, [](const JobSpec& job) { return job.when.has_value(); })) {
    plan.condition_variables_ = WhenVariables(spec);
  }
  return plan;
}

}  // namespace executioner::domain
