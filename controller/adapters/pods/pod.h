/// \file
/// The data of a Pod that we need: a few hundred bytes instead of its JSON. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "controller/adapters/pods/attempt_id.h"
#include "controller/base/time.h"
#include "controller/kube/object_meta.h"

namespace executioner::pods {

enum class PodPhase { kPending, kRunning, kSucceeded, kFailed, kUnknown };

/// A pod with our labels, as last observed; `meta.labels` contains only our labels.
struct Pod {
  kube::ObjectMeta meta = {};
  /// Its attempt; nothing if the pod is not proven to be ours (pod_identity.h).
  std::optional<AttemptId> identity = std::nullopt;
  bool has_finalizer = false;  ///< ours is among metadata.finalizers
  PodPhase phase = PodPhase::kPending;
  std::string reason = {};          ///< status.reason, such as "Evicted", "DeadlineExceeded"
  std::string message = {};         ///< status.message
  std::string node = {};            ///< spec.nodeName
  int active_deadline_seconds = 0;  ///< 0: not set
  std::string memory_limit = {};    ///< of the job's container, as written: "64Mi"
  std::optional<base::TimePoint> start_time = std::nullopt;
  std::optional<base::TimePoint> last_transition_time = std::nullopt;  ///< newest of the conditions

  /// The condition DisruptionTarget=True: its reason and message.
  std::string disruption_reason = {};
  std::string disruption_message = {};
  /// The condition PodScheduled=False: its message; "" if the pod is scheduled.
  std::string unschedulable = {};
  /// spec.schedulingGates for messages: "'a', 'b'"; "" if there are none.
  std::string gates = {};

  /// The job's container (named "job"), or the init container that delays its start.
  bool started = false;             ///< it is running or has run
  std::string waiting_reason = {};  ///< such as "ImagePullBackOff"
  std::string waiting_message = {};
  std::optional<int> exit_code = std::nullopt;  ///< terminated
  int signal = 0;
  std::string terminated_reason = {};    ///< such as "OOMKilled", "Error"
  std::string termination_message = {};  ///< the runner's last words, unchanged
  std::optional<base::TimePoint> started_at = std::nullopt;
  std::optional<base::TimePoint> finished_at = std::nullopt;

  /// Whether any container of the pod is running or has run. False for a pod that its node
  /// rejected.
  bool any_started = false;
  /// Whether a regular container other than the job's has not terminated, so that the kubelet keeps
  /// the pod running.
  bool others_remain = false;
  /// Whether the kubelet may restart the job's container although our restartPolicy is Never,
  /// because an admission webhook changed the pod.
  bool restarts = false;

  std::string init_running = {};  ///< the last running init container, except ours
  /// How an init container failed, for messages; "" if none did.
  std::string init_failure = {};

  /// Returns whether nothing is running and nothing will run: the pod has succeeded, failed, was
  /// deleted before it was bound, or was deleted by force (without grace period). With a forced
  /// deletion the user confirms that the pod is dead; the kubelet's own final deletion follows only
  /// after a terminal phase.
  bool IsTerminal() const;
};

/// Decodes a Pod. Never throws: absent fields and fields of a wrong type keep their defaults. Keeps
/// only our labels (names.h) and the annotation with the spec's hash.
Pod DecodePod(std::string_view json);

}  // namespace executioner::pods
