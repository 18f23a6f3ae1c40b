#include "controller/domain/explain.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "controller/domain/decide.h"

namespace executioner::domain {
namespace {

std::string OpenDependencies(const Plan& plan, const Run& run, NodeId node) {
  constexpr int kNamed = 3;
  std::string text;
  int open = 0;
  for (const NodeId dependency : plan.Job(node).dependencies) {
    if (!HasEnded(run, dependency) && ++open <= kNamed) {
      text += (text.empty() ? "" : ", ") + plan.Job(dependency).name;
    }
  }
  if (open > kNamed) {
    text += " and " + std::to_string(open - kNamed) + " more";
  }
  return text;
}

/// The nearest jobs before `node` that have not ended, if all its direct dependencies have. Every
/// status calls this for each waiting job, so it looks at a limited number of ancestors only.
std::string OpenAncestors(const Plan& plan, const Run& run, NodeId node) {
  constexpr std::size_t kLookedAt = 50;
  std::vector<NodeId> seen{node};
  for (std::size_t next = 0; next < seen.size(); ++next) {
    const PlannedJob& later = plan.Job(seen[next]);
    for (const NodeId dependency : later.dependencies) {
      if (!HasEnded(run, dependency)) {
        return plan.Job(dependency).name + ", which comes before '" + later.name + "'";
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

std::string ExplainWaiting(const Plan& plan, const Run& run, NodeId node) {
  if (run.nodes[node].count > 1) {
    return "";  // its counts show it
  }
  if (run.expanding.contains(node)) {
    return "waits for the list of its instances";
  }
  const JobState& state = run.StatesOf(node).front();
  if (state.phase == JobPhase::kPending) {
    std::string open = OpenDependencies(plan, run, node);
    if (open.empty() && OutlivesFailure(plan.Job(node).trigger)) {
      open = OpenAncestors(plan, run, node);
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
