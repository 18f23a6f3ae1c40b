#include "controller/domain/levels.h"

#include <algorithm>
#include <optional>

namespace executioner::domain {

IdVector<NodeId, int> Levels(const Plan& plan) {
  IdVector<NodeId, int> levels(plan.Jobs().size());
  for (const NodeId node : plan.Order()) {
    for (const NodeId dependency : plan.Job(node).dependencies) {
      levels[node] = std::max(levels[node], levels[dependency] + 1);
    }
  }
  return levels;
}

std::vector<NodeId> CriticalPath(const Plan& plan,
                                 const std::function<base::Duration(NodeId)>& duration) {
  IdVector<NodeId, base::Duration> until(plan.Jobs().size());
  IdVector<NodeId, std::optional<NodeId>> before(plan.Jobs().size());
  std::optional<NodeId> last;
  for (const NodeId node : plan.Order()) {
    for (const NodeId dependency : plan.Job(node).dependencies) {
      if (!before[node] || until[dependency] > until[*before[node]]) {
        before[node] = dependency;
      }
    }
    until[node] = duration(node) + (before[node] ? until[*before[node]] : base::Duration{});
    if (!last || until[node] > until[*last] || (until[node] == until[*last] && node < *last)) {
      last = node;
    }
  }
  std::vector<NodeId> path;
  for (std::optional<NodeId> node = last; node; node = before[*node]) {
    path.push_back(*node);
  }
  std::ranges::reverse(path);
  return path;
}

}  // namespace executioner::domain
