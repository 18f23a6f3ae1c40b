#include "controller/domain/levels.h"

#include <algorithm>

#include "controller/domain/graph.h"

namespace executioner::domain {

std::vector<int> Levels(const Plan& plan) {
  std::vector<int> levels(plan.jobs.size());
  for (const int job : plan.order) {
    for (const int dependency : plan.jobs[At(job)].dependencies) {
      levels[At(job)] = std::max(levels[At(job)], levels[At(dependency)] + 1);
    }
  }
  return levels;
}

std::vector<int> CriticalPath(const Plan& plan,
                              const std::function<base::Duration(int job)>& duration) {
  std::vector<base::Duration> until(plan.jobs.size());
  std::vector<int> before(plan.jobs.size(), -1);
  int last = -1;
  for (const int job : plan.order) {
    for (const int dependency : plan.jobs[At(job)].dependencies) {
      if (before[At(job)] < 0 || until[At(dependency)] > until[At(before[At(job)])]) {
        before[At(job)] = dependency;
      }
    }
    until[At(job)] =
        duration(job) + (before[At(job)] < 0 ? base::Duration{} : until[At(before[At(job)])]);
    if (last < 0 || until[At(job)] > until[At(last)] ||
        (until[At(job)] == until[At(last)] && job < last)) {
      last = job;
    }
  }
  std::vector<int> path;
  for (int job = last; job >= 0; job = before[At(job)]) {
    path.push_back(job);
  }
  std::ranges::reverse(path);
  return path;
}

}  // namespace executioner::domain
