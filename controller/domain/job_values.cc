#include "controller/domain/job_values.h"

#include <algorithm>

#include "controller/base/join.h"
#include "controller/domain/named_graph.h"
#include "controller/domain/pod_references.h"
#include "controller/domain/value_text.h"
#include "controller/domain/when.h"

namespace executioner::domain {
namespace {

constexpr std::size_t kFirstField = 3;  // behind {"load", "results", "rows"}

void ForEachText(const std::optional<std::vector<std::string>>& texts, const auto& act) {
  if (texts) {
    std::ranges::for_each(*texts, act);
  }
}

void ForEachText(const std::optional<std::vector<Check>>& checks, const auto& act) {
  for (const Check& check : checks ? *checks : std::vector<Check>()) {
    act(check.path);
    act(check.glob);
    act(check.pattern);
    std::ranges::for_each(check.command, act);
  }
}

void ForEachPodText(std::string_view field, const std::string& json, const auto& act) {
  if (json.find("$(jobs") != std::string::npos) {
    RewritePodTexts(field, json, [&](const PodText& found) {
      act(std::string(found.text));
      return std::string(found.text);
    });
  }
}

/// The texts that Bind resolves.
void ForEachText(const JobTemplate& work, const auto& act) {
  act(work.image.value_or(""));
  act(work.working_dir.value_or(""));
  ForEachText(work.command, act);
  ForEachText(work.args, act);
  for (const EnvVar& variable : work.env) {
    act(variable.value);
  }
  for (const auto& [name, value] : work.with) {
    act(value);
  }
  ForEachText(work.pre_checks, act);
  ForEachText(work.post_checks, act);
  for (const ResultSpec& result : work.results ? *work.results : std::vector<ResultSpec>()) {
    act(result.from.file);
  }
  ForEachPodText("resources", work.resources.text, act);
  for (const auto& [field, part] : work.pod_template.spec) {
    ForEachPodText(field, part.text, act);
  }
}

std::string PathOf(std::span<const std::string> steps) {
  return "jobs." + base::Join(steps, ".");
}

/// \param steps  {"load", "results", "rows", ...}
Resolved ResultOf(const PlannedJob& job, const JobState& state,
                  std::span<const std::string> steps) {
  const std::string& name = steps[2];
  const auto fields = steps.subspan(kFirstField);
  const auto reported = state.results.All().find(name);
  if (reported != state.results.All().end()) {
    return fields.empty() ? Resolved(reported->second)
                          : ResolveField(reported->second, fields, PathOf(steps));
  }
  const ResultSpec* const declared = FindResult(job.work, {}, name);
  if (declared != nullptr && !declared->otherwise.text.empty()) {
    return ResolveField(declared->otherwise.text, fields, PathOf(steps));
  }
  return Refusal{Reason::kMissingResult, "$(" + PathOf(steps) + "): job '" + job.name + "' (" +
                                             std::string(PhaseName(state.phase)) +
                                             ") has not written result '" + name +
                                             "', which has no default"};
}

/// \return nothing if there is no such reference
std::optional<Resolved> Resolve(const Plan& plan, const Run& run,
                                std::span<const std::string> steps) {
  const auto node = steps.size() < 2 ? std::nullopt : plan.Find(steps[0]);
  if (!node || run.nodes[*node].count != 1) {
    return std::nullopt;
  }
  const JobState& state = run.instances[run.nodes[*node].first];
  if (steps[1] == "results" && steps.size() >= kFirstField) {
    return ResultOf(plan.Job(*node), state, steps);
  }
  if (steps[1] == "outcome" && steps.size() == 2) {
    return std::string(PhaseName(state.phase));
  }
  if (steps[1] == "exitCode" && steps.size() == 2) {
    return state.exit_code ? std::to_string(*state.exit_code) : "";
  }
  return std::nullopt;
}

/// Adds the jobs to which a condition refers; none if it does not compile, which validation
/// reports.
void AddJobsOfWhen(const std::string& when, const expression::Fields& variables,
                   std::vector<std::string>& jobs) {
  const auto compiled = CompileWhen(when, variables);
  const auto* const program = std::get_if<expression::Program>(&compiled);
  for (const auto& reference :
       program == nullptr ? std::vector<expression::Reference>() : program->references) {
    if (reference.path[0] == "jobs" && std::ranges::count(jobs, reference.path[1]) == 0) {
      jobs.push_back(reference.path[1]);
    }
  }
}

}  // namespace

std::vector<std::string> JobsReferredTo(const JobTemplate& work) {
  std::vector<std::string> jobs;
  ForEachText(work, [&](const std::string& text) {
    if (text.find("$(jobs") == std::string::npos) {
      return;  // almost all: spare them the scan
    }
    for (const Reference& reference : FindReferences(text)) {
      const Steps steps = StepsOf(reference.path);
      if (steps[0] == "jobs" && steps.size() > 1 && std::ranges::count(jobs, steps[1]) == 0) {
        jobs.push_back(steps[1]);
      }
    }
  });
  return jobs;
}

std::vector<std::vector<std::string>> ImpliedDependencies(const WorkflowSpec& spec) {
  std::vector<std::vector<std::string>> implied(spec.jobs.size());
  const NameIndex index(spec.jobs);
  const bool by_defaults = !JobsReferredTo(spec.defaults).empty();
  const bool has_when =
      std::ranges::any_of(spec.jobs, [](const JobSpec& job) { return !!job.when; });
  const auto variables = has_when ? WhenVariables(spec) : expression::Fields();
  for (std::size_t i = 0; i < spec.jobs.size(); ++i) {
    const JobSpec& job = spec.jobs[i];
    implied[i] = JobsReferredTo(by_defaults ? MergeDefaults(job.work, spec.defaults) : job.work);
    if (job.when) {
      AddJobsOfWhen(*job.when, variables, implied[i]);
    }
    std::erase_if(implied[i], [&](const std::string& name) {
      return index.Find(name) < 0 || name == job.name ||
             std::ranges::count(job.depends_on, name) > 0;
    });
  }
  return implied;
}

const ResultSpec* FindResult(const JobTemplate& work, const JobTemplate& defaults,
                             std::string_view name) {
  const auto& results = work.results ? work.results : defaults.results;
  if (!results) {
    return nullptr;
  }
  const auto found = std::ranges::find(*results, name, &ResultSpec::name);
  return found == results->end() ? nullptr : &*found;
}

JobLookup LookUpJobs(const Plan& plan, const Run& run) {
  return [&plan, &run](std::span<const std::string> steps) { return Resolve(plan, run, steps); };
}

}  // namespace executioner::domain
