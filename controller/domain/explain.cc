#include "controller/domain/explain.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "controller/domain/decide.h"
#include "controller/domain/graph.h"

namespace executioner::domain {
namespace {

std::string OpenDependencies(const Plan& plan, const Run& run, int job) {
  constexpr int kNamed = 3;
  std::string text;
  int open = 0;
  for (const int dependency : plan.jobs[static_cast<std::size_t>(job)].dependencies) {
    if (!IsEnded(run.jobs[static_cast<std::size_t>(dependency)].phase) && ++open <= kNamed) {
      text += (text.empty() ? "" : ", ") + plan.jobs[static_cast<std::size_t>(dependency)].name;
    }
  }
  if (open > kNamed) {
    text += " and " + std::to_string(open - kNamed) + " more";
  }
  return text;
}

/// The nearest jobs before `job` that have not ended, if all its direct dependencies have. Every
/// status calls this for each waiting job, so it looks at a limited number of ancestors only.
std::string OpenAncestors(const Plan& plan, const Run& run, int job) {
  constexpr std::size_t kLookedAt = 50;
  std::vector<int> seen{job};
  for (std::size_t next = 0; next < seen.size(); ++next) {
    for (const int dependency : plan.jobs[At(seen[next])].dependencies) {
      if (!IsEnded(run.jobs[At(dependency)].phase)) {
        return plan.jobs[At(dependency)].name + ", which comes before '" +
               plan.jobs[At(seen[next])].name + "'";
      }
      if (seen.size() == kLookedAt) {
        return "jobs that its dependencies depend on";
      }
      if (std::ranges::find(seen, dependency) == seen.end()) {
        seen.push_back(dependency);
      }
    }
  }
  return "";
}

}  // namespace

std::string ExplainWaiting(const Plan& plan, const Run& run, int job) {
  const JobState& state = run.jobs[static_cast<std::size_t>(job)];
  if (state.phase == JobPhase::kPending) {
    std::string open = OpenDependencies(plan, run, job);
    if (open.empty() && OutlivesFailure(plan.jobs[At(job)].trigger)) {
      open = OpenAncestors(plan, run, job);
    }
    if (!open.empty()) {
      return "waits for " + open;
    }
  }
  if ((state.phase == JobPhase::kPending || state.phase == JobPhase::kQueued) && !state.live) {
    return run.suspended_since ? "waits for the end of the suspension"
                               : "waits for a slot of spec.parallelism";
  }
  return "";
}

}  // namespace executioner::domain
