#include "controller/runs/retention.h"

namespace executioner::runs {

std::vector<std::int64_t> RunsToRemove(const std::vector<history::RunSummary>& runs,
                                       const Retention& retention, domain::TimePoint now) {
  std::vector<std::int64_t> numbers;
  for (std::size_t place = retention.keep.value_or(0); place < runs.size(); ++place) {
    const history::RunSummary& run = runs[place];
    const base::Duration age = now - run.completion_time.value_or(run.created);
    // By the end, not the start: a run that took a month has only just ended.
    const bool old = !retention.older_than || age > *retention.older_than;
    if (domain::IsEnded(run.phase) && old) {
      numbers.push_back(run.id);
    }
  }
  return numbers;
}

}  // namespace executioner::runs
