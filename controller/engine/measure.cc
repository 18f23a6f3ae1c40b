#include "controller/engine/measure.h"

#include <algorithm>
#include <optional>

namespace executioner::engine {
namespace {

using domain::IsEnded;
using domain::JobStatus;

/// Of one job between two records. More are not counted: a number of attempts may be one that
/// somebody wrote into a status, and each takes a lock.
constexpr int kMostCounted = 100;

/// \param before  nullptr if the run is new
void MeasureJob(MetricsCollector& metrics, const JobStatus* before, const JobStatus& after) {
  // Several attempts may have ended since the last record; each but the newest was retried.
  for (int left = std::min(NewlyEndedAttempts(before, after), kMostCounted); left > 0; --left) {
    const bool is_retried = left > 1 || !IsEnded(after.phase);
    const domain::Reason reason = is_retried ? after.retried_as : after.reason;
    if (reason != domain::Reason::kNone) {
      metrics.RecordAttempt(reason, is_retried);
    }
  }
  if (IsEnded(after.phase) && (before == nullptr || !IsEnded(before->phase))) {
    const bool ran = after.start_time && after.completion_time;
    metrics.RecordJobFinished(
        after.phase, ran ? std::optional<base::Duration>(*after.completion_time - *after.start_time)
                         : std::nullopt);
  }
}

}  // namespace

void Measure(MetricsCollector& metrics, std::string_view kind, const domain::Status& before,
             const domain::Status& after) {
  const bool same_run = before.run == after.run;
  // The jobs of a run keep their places, except if a retry has another manifest.
  const bool same_jobs = same_run && before.jobs.size() == after.jobs.size();
  for (std::size_t i = 0; i < after.jobs.size(); ++i) {
    MeasureJob(metrics, same_jobs ? &before.jobs[i] : nullptr, after.jobs[i]);
  }
  if (IsEnded(after.phase) && !(same_run && IsEnded(before.phase)) && after.completion_time) {
    metrics.RecordRunFinished(
        kind, after.phase,
        *after.completion_time - after.start_time.value_or(*after.completion_time));
  }
}

}  // namespace executioner::engine
