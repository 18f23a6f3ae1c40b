/// \file
/// What we keep of a Pod: a few hundred bytes instead of its JSON. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "controller/adapters/pods/attempt_id.h"
#include "controller/base/time.h"
#include "controller/kube/object_meta.h"

namespace executioner::pods {

enum class PodPhase { kPending, kRunning, kSucceeded, kFailed, kUnknown };

/// A pod that carries our labels, as last seen; `meta.labels` holds only those.
struct Pod {
  kube::ObjectMeta meta = {};
  /// Which attempt it is; nothing for a pod that is not proven to be ours (pod_identity.h).
  std::optional<AttemptId> identity = std::nullopt;
  bool has_finalizer = false;  ///< ours is among metadata.finalizers
  PodPhase phase = PodPhase::kPending;
  std::string reason = {};   ///< status.reason, e.g. "Evicted", "DeadlineExceeded", "NodeShutdown"
  std::string message = {};  ///< status.message
  std::string node = {};     ///< spec.nodeName
  int active_deadline_seconds = 0;  ///< 0 when unset
  std::string memory_limit = {};    ///< of the job's container, as written: "64Mi"
  std::optional<base::TimePoint> start_time = std::nullopt;
  std::optional<base::TimePoint> last_transition_time = std::nullopt;  ///< newest of the conditions

  /// The condition DisruptionTarget=True: its reason and message.
  std::string disruption_reason = {};
  std::string disruption_message = {};
  /// The condition PodScheduled=False: its message ("" when scheduled).
  std::string unschedulable = {};
  /// spec.schedulingGates for people: "'a', 'b'"; "" when there are none.
  std::string gates = {};

  /// The job's container (named "job"), or the init container that keeps it from starting.
  bool started = false;             ///< it runs or ran
  std::string waiting_reason = {};  ///< e.g. "ImagePullBackOff"
  std::string waiting_message = {};
  std::optional<int> exit_code = std::nullopt;  ///< terminated
  int signal = 0;
  std::string terminated_reason = {};    ///< e.g. "OOMKilled", "Error"
  std::string termination_message = {};  ///< the runner's last words, as they are
  std::optional<base::TimePoint> started_at = std::nullopt;
  std::optional<base::TimePoint> finished_at = std::nullopt;

  /// A container of the pod, whichever, runs or ran. A pod that its node rejected has none.
  bool any_started = false;
  /// An ordinary container besides the job's has not terminated: the kubelet keeps the pod for it.
  bool others_remain = false;
  /// The kubelet may start the job's container again, against our restartPolicy Never: the pod was
  /// changed by an admission webhook.
  bool restarts = false;

  std::string init_running = {};  ///< the last init container that runs; ours does not count
  /// How an init container failed, for people; "" when none did.
  std::string init_failure = {};

  /// Nothing runs any more and nothing will: Succeeded, Failed, deleted before it was bound, or
  /// deleted by force (without a grace period). With a forced deletion the user confirms that the
  /// pod is dead; the kubelet's own final deletion comes only after a terminal phase.
  bool IsTerminal() const;
};

/// Reads a Pod. Never throws: a field that is absent or of another type keeps its default. Of
/// labels those that we set are kept (names.h), of annotations the spec's hash.
Pod DecodePod(std::string_view json);

}  // namespace executioner::pods
