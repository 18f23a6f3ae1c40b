/// \file
/// Compares two runs: manifest, arguments, outcome and timing. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "controller/history/history.h"

namespace executioner::runs {

/// Two runs, and the differences of their manifests.
struct Comparison {
  history::RunRecord left = {};
  history::RunRecord right = {};
  std::string manifest = {};  ///< from ManifestDiff and ControlsDiff; "": no differences
};

/// \throws base::StoreError  if a recorded manifest can no longer be read
Comparison CompareRuns(history::RunRecord left, history::RunRecord right);

/// A job in both runs; null: not in that run.
struct JobPair {
  std::string name = {};
  const domain::JobStatus* left = nullptr;
  const domain::JobStatus* right = nullptr;
};

/// Returns all jobs of both runs, those of the left run first. The pairs borrow from the runs.
std::vector<JobPair> PairJobs(const history::RunRecord& left, const history::RunRecord& right);

/// Returns the duration of a run or a job; nothing if it has not ended.
template <typename Timed>
std::optional<base::Duration> Took(const Timed& timed) {
  return timed.start_time && timed.completion_time
             ? std::optional(*timed.completion_time - *timed.start_time)
             : std::nullopt;
}

/// The same for a job that may be missing in a run.
inline std::optional<base::Duration> Took(const domain::JobStatus* job) {
  return job == nullptr ? std::nullopt : Took(*job);
}

/// Returns the recorded arguments of the newest retry of a run; "": none.
std::string ArgumentsOf(const history::RunRecord& run);

/// {"runs": [l, r], "manifest": [...], "arguments": [l, r], "phase": [l, r], "durationMs": [l, r],
/// "jobs": [{"name", "phase": [l, r], "attempts": [l, r], "durationMs": [l, r]}]}; null for values
/// that a run does not have.
std::string ComparisonJson(const Comparison& comparison);

}  // namespace executioner::runs
