#include <algorithm>

#include "controller/domain/validate_parts.h"
#include "controller/domain/when.h"

namespace executioner::domain {

WhenCheck::WhenCheck(const WorkflowSpec& spec) : spec_(spec) {
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
    if (reference.path[0] == "jobs" && reference.path[1] == spec_.jobs[At(job)].name) {
      place.Field("when").Complain("refers to the job itself, which has not run by then");
      return;
    }
  }
}

}  // namespace executioner::domain
