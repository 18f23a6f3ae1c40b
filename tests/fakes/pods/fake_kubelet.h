/// \file
/// Simulates scheduler and kubelet for the fake API server: pods get a node, run and end as
/// scripted, step by step or on a separate thread. Safe from any thread.
///
/// \par Example
/// FakeKubelet kubelet(server, clock);
/// kubelet.Script("load", 1, PodScript::Exit(1));        // the first attempt fails,
/// kubelet.Script("load", 2, PodScript::Exit(0));        // the second one does not
/// kubelet.Script("train", 0, PodScript::Hangs());       // any attempt
/// kubelet.RunUntilIdle();
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include <nlohmann/json.hpp>

#include "controller/base/time.h"
#include "tests/fakes/fake_api_server.h"
#include "tests/fakes/pods/pod_status.h"

namespace executioner::fakes {

/// The scripted life of a pod.
struct PodScript {
  enum class Kind {
    kEnds,           ///< runs for `steps` steps, then ends as described by `end`
    kHangs,          ///< runs until it is stopped or deleted
    kPullFails,      ///< bound, never starts: ImagePullBackOff
    kUnschedulable,  ///< never bound
  };
  Kind kind = Kind::kEnds;
  PodEnd end = {};
  int steps = 1;
  bool deleted = false;   ///< the cluster deletes it after its end, like preemption
  bool outlived = false;  ///< an injected container runs until the pod is stopped
  ContainerEnd when_stopped = {.exit_code = 143};  ///< after TERM by a deadline or a deletion

  /// \param message  the termination message: the runner's last words
  static PodScript Exit(int code, std::string message = {});
  /// The job exits, but an injected container keeps the pod running.
  static PodScript Outlived(int code, std::string message = {});
  static PodScript Signal(int number, std::string message = {});
  static PodScript OomKilled();
  /// Evicted by the kubelet under memory pressure: the pod remains as Failed.
  static PodScript Evicted();
  /// Gets the condition DisruptionTarget with this reason and is then deleted:
  /// "PreemptionByScheduler", "EvictionByEvictionAPI", "DeletionByTaintManager", "DeletionByPodGC".
  static PodScript Disrupted(std::string reason);
  /// \param message  the termination message after it is stopped
  static PodScript Hangs(std::string message = {});
  static PodScript PullFails();
  static PodScript Unschedulable();
};

class FakeKubelet {
 public:
  /// \param server, clock  borrowed; must outlive the kubelet
  FakeKubelet(FakeApiServer& server, const base::Clock& clock) : server_(server), clock_(clock) {}

  /// Stops the thread of `Start`.
  ~FakeKubelet();

  FakeKubelet(const FakeKubelet&) = delete;
  FakeKubelet& operator=(const FakeKubelet&) = delete;
  FakeKubelet(FakeKubelet&&) = delete;
  FakeKubelet& operator=(FakeKubelet&&) = delete;

  /// Sets the script of the pods with this value of the label executioner.dev/job.
  /// \param attempt  label executioner.dev/attempt; 0: all attempts without a script
  void Script(std::string_view job, int attempt, PodScript script);

  /// Sets the script of all other pods; default: exit 0.
  void SetDefault(PodScript script);

  /// Moves every pod one step forward: unbound, bound and waiting, running, ended. A pod whose
  /// activeDeadlineSeconds is 1 or has passed ends as Failed with the reason DeadlineExceeded; a
  /// pod that is being deleted ends, and is removed when no finalizer keeps it. \return the number
  /// of pods that made progress
  int RunOnce();

  /// Calls RunOnce until nothing changes.
  void RunUntilIdle();

  /// Starts a thread that moves pods forward after every activity on the server.
  void Start();
  void Stop();

 private:
  bool Advance(const nlohmann::json& pod);
  bool AdvanceUnbound(const nlohmann::json& pod, const PodScript& script);
  bool AdvanceRunning(const nlohmann::json& pod, const PodScript& script);
  bool StopByDeadline(const nlohmann::json& pod, const PodScript& script);
  bool FinishDeletion(const nlohmann::json& pod, const PodScript& script);
  bool WriteStatus(const nlohmann::json& pod, const nlohmann::json& status);
  bool Remove(const nlohmann::json& pod);
  const PodScript& ScriptOf(const nlohmann::json& pod) const;

  FakeApiServer& server_;
  const base::Clock& clock_;
  std::mutex mutex_;
  std::map<std::pair<std::string, int>, PodScript, std::less<>> scripts_;
  PodScript default_ = {};
  std::map<std::string, int> steps_;  ///< steps done while running, by UID
  std::jthread thread_;
};

}  // namespace executioner::fakes
