#include "controller/domain/explain.h"

#include <cstddef>

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

}  // namespace

std::string ExplainWaiting(const Plan& plan, const Run& run, int job) {
  const JobState& state = run.jobs[static_cast<std::size_t>(job)];
  if (state.phase == JobPhase::kPending) {
    const std::string open = OpenDependencies(plan, run, job);
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
