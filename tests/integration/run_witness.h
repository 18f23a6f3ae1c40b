/// \file
/// Observes every event of pods and workflows of a namespace, and records violations of invariants.
/// Safe from any thread.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace executioner::tests {

using nlohmann::json;

/// Annotation of pods that a test adds to those of a run.
inline constexpr const char* kHostile = "test/hostile";

/// Returns whether the pod belongs to a run, according to its metadata at its creation: it is not
/// hostile and its identity is proven.
bool IsOfARun(const json& pod);

/// The following are violations: two live pods of one job; two pods for one attempt; a number of
/// attempts in a status that decreases; a finished workflow whose outcome changes.
class RunWitness {
 public:
  void SeePod(std::string_view type, const json& pod);
  void SeeWorkflow(std::string_view type, const json& workflow);

  /// Returns messages about all violations, in order.
  std::vector<std::string> Violations() const;

  /// Returns the number of events of pods and workflows.
  int Events() const;

  /// Returns the number of pods that a job has had.
  std::size_t PodsOf(const std::string& job) const;

  /// Waits until the workflow is Finished. \return the workflow; null if that took too long
  json AwaitFinished(const std::string& workflow) const;
  bool IsFinished(const std::string& workflow) const;

  /// Waits for `count` events in total. \return false if they took too long
  bool AwaitEvents(int count) const;
  /// Waits until a pod of the job runs.
  bool AwaitRunning(const std::string& job) const;
  /// Waits until no pod has our finalizer.
  bool AwaitReleased() const;

 private:
  struct PodSeen {
    std::string job;
    std::string attempt;
    std::string phase;
    bool live = false;
    bool held = false;  ///< by our finalizer
  };

  void CheckPod(const std::string& uid, const PodSeen& pod);
  bool Await(const std::function<bool()>& done) const;

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  int events_ = 0;
  std::vector<std::string> violations_;
  std::map<std::string, PodSeen> pods_;  // by UID
  std::map<std::string, json> finished_;
  std::map<std::string, int> attempts_;  // by "workflow/job", as its status says
};

}  // namespace executioner::tests
