#include "controller/cli/totals_text.h"

#include <algorithm>
#include <array>

namespace executioner::cli {

using domain::JobPhase;

std::string TotalsText(const domain::Status& status, const runs::RunRemarks& remarks) {
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
