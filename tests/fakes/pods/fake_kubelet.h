/// \file
/// Scheduler and kubelet for the fake API server: pods get a node, run and end as a script says.
/// Step by step, or on a thread of its own. Safe from any thread.
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

/// What becomes of a pod.
struct PodScript {
  enum class Kind {
    kEnds,           ///< runs for `steps` steps, then ends as `end` says
    kHangs,          ///< runs until it is stopped or deleted
    kPullFails,      ///< bound, never starts: ImagePullBackOff
    kUnschedulable,  ///< never bound
  };
  Kind kind = Kind::kEnds;
  PodEnd end = {};
  int steps = 1;
  bool deleted = false;   ///< the cluster deletes it when it has ended, as preemption does
  bool outlived = false;  ///< an injected container runs beside the job until the pod is stopped
  ContainerEnd when_stopped = {.exit_code = 143};  ///< after TERM by a deadline or a deletion

  /// \param message  the termination message: the runner's last words
  static PodScript Exit(int code, std::string message = {});
  /// The job exits, and an injected container keeps the pod running.
  static PodScript Outlived(int code, std::string message = {});
  static PodScript Signal(int number, std::string message = {});
  static PodScript OomKilled();
  /// By the kubelet, under memory pressure: the pod stays as Failed.
  static PodScript Evicted();
  /// Condition DisruptionTarget with this reason, then deleted: "PreemptionByScheduler",
  /// "EvictionByEvictionAPI", "DeletionByTaintManager", "DeletionByPodGC".
  static PodScript Disrupted(std::string reason);
  /// \param message  the termination message once it is stopped
  static PodScript Hangs(std::string message = {});
  static PodScript PullFails();
  static PodScript Unschedulable();
};

class FakeKubelet {
 public:
  /// \param server, clock  borrowed; outlive the kubelet
  FakeKubelet(FakeApiServer& server, const base::Clock& clock) : server_(server), clock_(clock) {}

  /// Ends the thread of `Start`.
  ~FakeKubelet();

  FakeKubelet(const FakeKubelet&) = delete;
  FakeKubelet& operator=(const FakeKubelet&) = delete;
  FakeKubelet(FakeKubelet&&) = delete;
  FakeKubelet& operator=(FakeKubelet&&) = delete;

  /// Sets the script of the pods with this value of the label executioner.dev/job.
  /// \param attempt  label executioner.dev/attempt; 0: all that have no script of their own
  void Script(std::string_view job, int attempt, PodScript script);

  /// For pods without a script; exit 0 unless set.
  void SetDefault(PodScript script);

  /// Takes every pod one step further: unbound, bound and waiting, running, ended. A pod whose
  /// activeDeadlineSeconds is 1 or over ends as Failed with reason DeadlineExceeded; one that is
  /// being deleted ends, and is gone once no finalizer holds it. \return how many pods changed or
  /// came closer to their end
  int RunOnce();

  /// RunOnce until nothing changes any more.
  void RunUntilIdle();

  /// From now on pods move by themselves, as soon as something happens on the server.
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
  std::map<std::string, int> steps_;  ///< done while running, by uid
  std::jthread thread_;
};

}  // namespace executioner::fakes
