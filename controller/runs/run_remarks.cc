#include "controller/runs/run_remarks.h"

#include "controller/domain/decide.h"

namespace executioner::runs {

RunRemarks RemarksOn(const domain::Plan& plan, const domain::Status& status) {
  // A run that fails by itself still runs such jobs; only a stop cuts them off.
  const bool stopped = status.reason == domain::Reason::kCancelled ||
                       status.reason == domain::Reason::kDeadlineExceeded;
  RunRemarks remarks;
  for (const domain::JobStatus& job : status.jobs) {
    const auto node = plan.Find(job.name);
    if (!node) {
      continue;
    }
    const domain::PlannedJob& planned = plan.Job(*node);
    if (planned.allow_failure) {
      remarks.may_fail.insert(job.name);
    }
    if (stopped && job.reason == domain::Reason::kNotReached &&
        domain::OutlivesFailure(planned.trigger)) {
      remarks.cut_off.push_back(job.name);
    }
  }
  return remarks;
}

}  // namespace executioner::runs
