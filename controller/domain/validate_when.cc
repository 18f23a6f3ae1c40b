#include <algorithm>
#include <set>

#include "controller/domain/validate_parts.h"
#include "controller/domain/when.h"

namespace executioner::domain {

WhenCheck::WhenCheck(const WorkflowSpec& spec) : spec_(spec), index_(spec.jobs) {
  if (std::ranges::any_of(spec.jobs, [](const JobSpec& job) { return job.when.has_value(); })) {
    variables_ = WhenVariables(spec);
  }
}

void WhenCheck::Check(const Place& place, int job) const {
  const auto& when = spec_.jobs[At(job)].when;
  if (!when) {
    return;
  }
  const auto compiled = CompileWhen(*when, variables_);
  if (const auto* problem = std::get_if<std::string>(&compiled)) {
    place.Field("when").Complain(*problem);
    return;
  }
  for (const auto& reference : std::get<expression::Program>(compiled).references) {
    if (reference.path[0] == "jobs" && !IsUpstream(job, reference.path[1])) {
      place.Field("when").Complain("refers to job '" + reference.path[1] +
                                   "', which may not have ended by then: add it to dependsOn");
    }
  }
}

bool WhenCheck::IsUpstream(int job, const std::string& name) const {
  std::vector<int> next{job};
  std::set<int> seen{job};
  while (!next.empty()) {
    const std::vector<std::string>& before = spec_.jobs[At(next.back())].depends_on;
    next.pop_back();
    if (std::ranges::count(before, name) > 0) {
      return true;
    }
    for (const std::string& dependency : before) {
      const int place = index_.Find(dependency);
      if (place >= 0 && seen.insert(place).second) {
        next.push_back(place);
      }
    }
  }
  return false;
}

}  // namespace executioner::domain
