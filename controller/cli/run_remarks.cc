#include "controller/cli/run_remarks.h"

#include <algorithm>
#include <array>

#include "controller/domain/decide.h"
#include "controller/domain/graph.h"

namespace executioner::cli {

using domain::JobPhase;

RunRemarks RemarksOn(const domain::Plan& plan, const domain::Status& status) {
  const bool stopped = status.reason == domain::Reason::kCancelled ||
                       status.reason == domain::Reason::kDeadlineExceeded;
  RunRemarks remarks;
  for (const domain::JobStatus& job : status.jobs) {
    const int index = plan.Find(job.name);
    if (index < 0) {
      continue;
    }
    const domain::PlannedJob& planned = plan.jobs[domain::At(index)];
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

std::string TotalsText(const domain::Status& status, const RunRemarks& remarks) {
  const auto count = [&](JobPhase phase, bool allowed) {
    return std::ranges::count_if(status.jobs, [&](const domain::JobStatus& job) {
      return job.phase == phase && remarks.may_fail.contains(job.name) == allowed;
    });
  };

  struct Part {
    std::ptrdiff_t jobs;
    const char* words;
  };

  const auto all = [&](JobPhase phase) { return count(phase, false) + count(phase, true); };
  const std::array<Part, 5> parts{{{count(JobPhase::kFailed, false), " failed"},
                                   {count(JobPhase::kFailed, true), " failed (allowed)"},
                                   {all(JobPhase::kCancelled), " cancelled"},
                                   {all(JobPhase::kSkipped), " skipped"},
                                   {all(JobPhase::kBlocked), " blocked"}}};
  std::string text = std::to_string(all(JobPhase::kSucceeded)) + " of " +
                     std::to_string(status.jobs.size()) + " succeeded";
  for (const Part& part : parts) {
    text += part.jobs == 0 ? "" : ", " + std::to_string(part.jobs) + part.words;
  }
  return text;
}

}  // namespace executioner::cli
