/// \file
/// What happened to the workflows of one repetition, and when. Safe from any thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/bench/child_process.h"
#include "tests/bench/shape.h"

namespace executioner::bench {

class Timeline {
 public:
  void PodSeen(const std::string& workflow, const std::string& job);
  void PodEnded(const std::string& workflow, const std::string& job);
  void PodReleased(const std::string& uid);
  /// Seen as finished; every further time it was written without need.
  void WorkflowFinished(const std::string& name);

  std::size_t Pods() const;
  long TouchedAfterFinish() const;

  /// Waits until that many pods have been seen. \return whether this took less than `limit`
  bool AwaitPods(std::size_t count, std::chrono::seconds limit);

  /// \return when the last of `count` workflows finished; nothing when they did not within `limit`
  std::optional<SteadyTime> AwaitFinished(std::size_t count, std::chrono::seconds limit);

  /// \return when the last of `count` pods lost its finalizer, likewise
  std::optional<SteadyTime> AwaitReleased(std::size_t count, std::chrono::seconds limit);

  /// For each pod that waited for others, in seconds: from the moment in which the API server had
  /// acknowledged the end of the last of them until the pod was seen.
  std::vector<double> Edges(const Shape& shape) const;

 private:
  using Moments = std::map<std::pair<std::string, std::string>, SteadyTime>;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  Moments seen_;  // by workflow and job, as below
  Moments ended_;
  std::set<std::string> released_;
  std::set<std::string> finished_;
  SteadyTime last_released_ = {};
  SteadyTime last_finished_ = {};
  long touched_ = 0;
};

/// The value below which `share` (0..1) of the values are; 0 of none. Pure.
double Percentile(std::vector<double> values, double share);

}  // namespace executioner::bench
