/// \file
/// Sees every event of pods and workflows of one namespace, and notes what must never happen. Safe
/// from any thread.
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

/// Annotation of pods that a test puts beside those of a run.
inline constexpr const char* kHostile = "test/hostile";

/// Whether the pod, as it was made, is one of a run: not hostile, and proven by its metadata.
bool IsOfARun(const json& pod);

/// Noted as violations: two live pods of one job; two pods for one attempt of a job; attempts in
/// the status of a job that become fewer; a workflow that finished and then changes its mind.
class RunWitness {
 public:
  void SeePod(std::string_view type, const json& pod);
  void SeeWorkflow(std::string_view type, const json& workflow);

  /// In the order in which they happened, in words.
  std::vector<std::string> Violations() const;

  /// How many events there were, of pods and workflows.
  int Events() const;

  /// How many pods a job has had.
  std::size_t PodsOf(const std::string& job) const;

  /// \return the workflow once it is Finished, null when that took too long
  json AwaitFinished(const std::string& workflow) const;
  bool IsFinished(const std::string& workflow) const;

  /// Waits for `count` events in total. \return false if they took too long
  bool AwaitEvents(int count) const;
  /// Waits until a pod of the job runs.
  bool AwaitRunning(const std::string& job) const;
  /// Waits until no pod holds our finalizer.
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
  std::map<std::string, PodSeen> pods_;  // by uid
  std::map<std::string, json> finished_;
  std::map<std::string, int> attempts_;  // by "workflow/job", as its status says
};

}  // namespace executioner::tests
