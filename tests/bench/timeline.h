/// \file
/// The events of one repetition and their times. Safe from any thread.
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
  /// Records that a workflow was observed as finished; further calls count unnecessary writes.
  void WorkflowFinished(const std::string& name);

  std::size_t Pods() const;
  long TouchedAfterFinish() const;

  /// Waits until that many pods have been seen. \return whether this took less than `limit`
  bool AwaitPods(std::size_t count, std::chrono::seconds limit);

  /// Waits until `count` workflows have finished. \return the time of the last; nothing if they did
  /// not finish within `limit`
  std::optional<SteadyTime> AwaitFinished(std::size_t count, std::chrono::seconds limit);

  /// Waits until `count` pods have no finalizer. \return the time of the last, likewise
  std::optional<SteadyTime> AwaitReleased(std::size_t count, std::chrono::seconds limit);

  /// Returns for each pod with dependencies the seconds from the time when the API server had
  /// acknowledged the end of its last dependency until the pod was observed.
  std::vector<double> Edges(const Shape& shape) const;

 private:
  using Moments = std::map<std::pair<std::string, std::string>, SteadyTime>;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  Moments seen_;  // by workflow and job, like below
  Moments ended_;
  std::set<std::string> released_;
  std::set<std::string> finished_;
  SteadyTime last_released_ = {};
  SteadyTime last_finished_ = {};
  long touched_ = 0;
};

/// Returns the value below which `share` (0..1) of the values are; 0 if there are none. Pure.
double Percentile(std::vector<double> values, double share);

}  // namespace executioner::bench
