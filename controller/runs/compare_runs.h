/// \file
/// What differs between two runs: manifest, additions, outcome and timing. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "controller/history/history.h"

namespace executioner::runs {

/// Two runs, and how their manifests differ.
struct Comparison {
  history::RunRecord left = {};
  history::RunRecord right = {};
  std::string manifest = {};  ///< as ManifestDiff and ControlsDiff say it; "" for nothing
};

/// \throws base::StoreError  when a recorded manifest cannot be read any more
Comparison CompareRuns(history::RunRecord left, history::RunRecord right);

/// A job as both runs have it; null: one does not.
struct JobPair {
  std::string name = {};
  const domain::JobStatus* left = nullptr;
  const domain::JobStatus* right = nullptr;
};

/// All jobs of both runs, those of the left one first. The pairs borrow from the runs.
std::vector<JobPair> PairJobs(const history::RunRecord& left, const history::RunRecord& right);

/// How long a run or a job took; nothing while it has not ended.
template <typename Timed>
std::optional<base::Duration> Took(const Timed& timed) {
  return timed.start_time && timed.completion_time
             ? std::optional(*timed.completion_time - *timed.start_time)
             : std::nullopt;
}

/// The same for a job that a run may not have.
inline std::optional<base::Duration> Took(const domain::JobStatus* job) {
  return job == nullptr ? std::nullopt : Took(*job);
}

/// What was added on the command line to the newest attempt of a run, as recorded; "" for nothing.
std::string ArgumentsOf(const history::RunRecord& run);

/// {"runs": [l, r], "manifest": [...], "arguments": [l, r], "phase": [l, r], "durationMs": [l, r],
/// "jobs": [{"name", "phase": [l, r], "attempts": [l, r], "durationMs": [l, r]}]}; null for what a
/// run does not have.
std::string ComparisonJson(const Comparison& comparison);

}  // namespace executioner::runs
