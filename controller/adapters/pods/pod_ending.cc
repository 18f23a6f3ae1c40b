#include "controller/adapters/pods/pod_ending.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>
#include <utility>

#include "controller/adapters/runner/last_words.h"
#include "controller/base/cut_text.h"
#include "runner/contract/exit_codes.h"

namespace executioner::pods {
namespace {

using domain::Reason;

constexpr std::size_t kMessageBytes = 1024;

struct Verdict {
  Reason reason = Reason::kNone;
  std::string message = {};
  bool own_fault = false;  ///< see domain::Ending
};

std::string OnNode(const Pod& pod) {
  return pod.node.empty() ? "" : " on node '" + pod.node + "'";
}

/// Time at which the deletion was requested; the API stores the time at which it is due.
std::optional<base::TimePoint> DeletionRequest(const Pod& pod) {
  if (!pod.meta.deletion_time) {
    return std::nullopt;
  }
  return *pod.meta.deletion_time -
         std::chrono::seconds{pod.meta.deletion_grace_seconds.value_or(0)};
}

base::TimePoint EndTime(const Pod& pod) {
  return pod.finished_at.value_or(
      DeletionRequest(pod).value_or(pod.last_transition_time.value_or(pod.meta.creation_time)));
}

std::string MemoryLimit(const Pod& pod) {
  return pod.memory_limit.empty() ? "" : " (limit " + pod.memory_limit + ")";
}

Verdict FromWords(const Pod& pod, runner::LastWords words) {
  // The kernel may have killed another process than the one that the runner watches; then the
  // runner only sees a failure.
  const bool unclear = words.reason == Reason::kFailed || words.reason == Reason::kSignaled;
  if (unclear && pod.terminated_reason == "OOMKilled") {
    words.reason = Reason::kOomKilled;
    words.message = WithDetail("the kernel killed a process for lack of memory", words.message);
  }
  if (words.reason == Reason::kOomKilled) {
    words.message += MemoryLimit(pod);
  }
  return {.reason = words.reason, .message = Describe(words, pod.exit_code.value_or(0))};
}

struct Named {
  std::string_view name = {};
  Reason reason = Reason::kNone;
};

/// status.reason, as kubelet and node controllers set it.
constexpr std::array kByStatus{
    Named{"Evicted", Reason::kEvicted},         Named{"Preempting", Reason::kPreempted},
    Named{"NodeLost", Reason::kNodeLost},       Named{"NodeShutdown", Reason::kNodeShutdown},
    Named{"Terminated", Reason::kNodeShutdown}, Named{"Shutdown", Reason::kNodeShutdown}};

/// The condition DisruptionTarget, as scheduler, API server and node controllers set it.
constexpr std::array kByCondition{Named{"PreemptionByScheduler", Reason::kPreempted},
                                  Named{"EvictionByEvictionAPI", Reason::kEvicted},
                                  Named{"DeletionByTaintManager", Reason::kNodeLost},
                                  Named{"DeletionByPodGC", Reason::kNodeLost}};

Reason Find(std::span<const Named> table, std::string_view name) {
  const auto found = std::ranges::find(table, name, &Named::name);
  return found == table.end() ? Reason::kNone : found->reason;
}

/// Returns what disrupted the pod, or kNone.
Reason DisruptionReason(const Pod& pod) {
  for (const Reason known :
       {Find(kByCondition, pod.disruption_reason), Find(kByStatus, pod.reason)}) {
    if (known != Reason::kNone) {
      return known;
    }
  }
  if (pod.disruption_reason.empty()) {
    return Reason::kNone;
  }
  // The kubelet gives one reason for all pods that it ends; evictions also set status.reason.
  return pod.disruption_reason == "TerminationByKubelet" ? Reason::kNodeShutdown : Reason::kEvicted;
}

std::string DisruptionMessage(const Pod& pod, Reason reason) {
  const std::string& why = pod.disruption_message.empty() ? pod.message : pod.disruption_message;
  switch (reason) {
    case Reason::kPreempted: return WithDetail("preempted" + OnNode(pod), why);
    case Reason::kEvicted: return WithDetail("evicted" + OnNode(pod), why);
    case Reason::kNodeShutdown: return WithDetail("node '" + pod.node + "' shut down", why);
    default: return WithDetail("node '" + pod.node + "' was lost", why);
  }
}

/// Whether the pod was evicted because it exceeds its own limits (sizeLimit of an emptyDir,
/// ephemeral-storage). Such an eviction sets no condition (kubernetes
/// pkg/kubelet/eviction/eviction_manager.go, localStorageEviction), an eviction because of node
/// pressure does. A pod that was rejected because of node pressure has not started; but a busy
/// kubelet can also forget that a container ran, and then only its message tells.
bool ExceededItsLimits(const Pod& pod) {
  static constexpr std::array<std::string_view, 3> kOwnLimits{
      " exceeds the limit ", " exceeds the total limit of containers ",
      " exceeded its local ephemeral storage limit "};
  return pod.reason == "Evicted" && pod.disruption_reason.empty() &&
         (pod.any_started || std::ranges::any_of(kOwnLimits, [&](std::string_view limit) {
            return pod.message.find(limit) != std::string::npos;
          }));
}

/// Whether the kubelet could not find the container and invented an exit code.
bool IsUntraced(const Pod& pod) {
  return pod.terminated_reason == "ContainerStatusUnknown";
}

/// Whether the node does not know how the container ended.
bool IsLostTrackOf(const Pod& pod) {
  return IsUntraced(pod) || (pod.terminated_reason == "Unknown" && pod.exit_code == 255);
}

bool EndedBeforeDeletion(const Pod& pod) {
  // Then the deletion is not what ended it.
  return pod.finished_at && *pod.finished_at < *DeletionRequest(pod);
}

/// Returns what ended the pod from outside, or kNone.
Verdict FromOutside(const Pod& pod) {
  const Reason disruption = DisruptionReason(pod);
  if (disruption != Reason::kNone) {
    return {.reason = disruption,
            .message = DisruptionMessage(pod, disruption),
            .own_fault = ExceededItsLimits(pod)};
  }
  if (pod.reason == "DeadlineExceeded" && pod.active_deadline_seconds == kStopDeadlineSeconds) {
    return {.reason = Reason::kCancelled, .message = "stopped"};
  }
  if (pod.reason == "DeadlineExceeded") {
    return {.reason = Reason::kTimedOut,
            .message = "the pod ran longer than its activeDeadlineSeconds of " +
                       std::to_string(pod.active_deadline_seconds) +
                       " s, and the runner did not end it before"};
  }
  if (pod.meta.deletion_time && !EndedBeforeDeletion(pod)) {
    return {.reason = Reason::kPodDeleted, .message = "the pod was deleted" + OnNode(pod)};
  }
  if (IsLostTrackOf(pod)) {
    return {.reason = Reason::kNodeLost,
            .message = WithDetail("node '" + pod.node + "' lost track of the container",
                                  pod.termination_message)};
  }
  return {};
}

/// The container has no status: the node rejected the pod, or an init container failed.
Verdict WithoutContainer(const Pod& pod) {
  if (!pod.init_failure.empty()) {
    return {.reason = Reason::kError, .message = pod.init_failure};
  }
  if (!pod.reason.empty() && !pod.any_started) {
    return {.reason = Reason::kRejectedByNode,
            .message =
                WithDetail("node '" + pod.node + "' rejected the pod, " + pod.reason, pod.message)};
  }
  const std::string why = pod.reason.empty() ? " without giving a reason" : ", " + pod.reason;
  return {.reason = Reason::kError,
          .message = WithDetail("the pod failed" + OnNode(pod) + why, pod.message)};
}

/// The signal that ended the container, 0 for none: as the kubelet reports it, or as container
/// runtimes and shells put it into an exit code.
int SignalOf(const Pod& pod, int exit_code) {
  constexpr int kHighest = 64;  // SIGRTMAX
  const auto is_signal = [](int number) { return number > 0 && number <= kHighest; };
  const int coded = exit_code - runner::kExitSignalBase;
  return is_signal(pod.signal) ? pod.signal : is_signal(coded) ? coded : 0;
}

Verdict FromExitCode(const Pod& pod, int exit_code) {
  if (pod.terminated_reason == "OOMKilled") {
    return {.reason = Reason::kOomKilled,
            .message = "the kernel killed the container for lack of memory" + MemoryLimit(pod)};
  }
  if (!pod.started) {
    return {.reason = Reason::kError,
            .message = WithDetail("the container could not be started", pod.termination_message)};
  }
  if (const int signal = SignalOf(pod, exit_code); signal != 0) {
    return {.reason = Reason::kSignaled, .message = "ended by " + runner::SignalName(signal)};
  }
  // Last words that were rejected as false are not shown.
  const bool is_text = !pod.termination_message.starts_with('{');
  return {.reason = Reason::kFailed,
          .message = WithDetail("exit code " + std::to_string(exit_code),
                                is_text ? pod.termination_message : "")};
}

/// The container "job" exited with 0. Whatever happened later to other containers or to the pod
/// does not change this.
bool HasCompleted(const Pod& pod) {
  return pod.phase == PodPhase::kSucceeded ||
         (pod.started && pod.exit_code == runner::kExitCompleted && !IsUntraced(pod));
}

std::optional<runner::LastWords> Words(const Pod& pod) {
  return pod.exit_code ? runner::ReadLastWords(pod.termination_message, *pod.exit_code)
                       : std::nullopt;
}

/// Whether the job itself ended the container, according to its exit code or its runner. A
/// container that failed without last words may have been stopped together with its pod.
bool EndedByItself(const Pod& pod) {
  const auto words = Words(pod);
  return HasCompleted(pod) || (words && !words->told_to_stop);
}

Verdict Judge(const Pod& pod) {
  if (HasCompleted(pod)) {
    return {.reason = Reason::kCompleted};
  }
  const auto words = Words(pod);
  if (words && !words->told_to_stop) {
    return FromWords(pod, *words);
  }
  // A runner that was asked to stop does not know who stopped the pod; the pod's status may.
  Verdict outside = FromOutside(pod);
  if (outside.reason != Reason::kNone) {
    return outside;
  }
  if (words) {
    return FromWords(pod, *words);
  }
  return pod.exit_code.value_or(0) == 0 ? WithoutContainer(pod) : FromExitCode(pod, *pod.exit_code);
}

}  // namespace

std::string WithDetail(std::string text, const std::string& detail) {
  return detail.empty() ? text : std::move(text) + ": " + detail;
}

std::string PodMessage(const std::string& message) {
  return base::CutText(runner::Printable(message), kMessageBytes);
}

bool IsStopped(const Pod& pod) {
  return pod.active_deadline_seconds == kStopDeadlineSeconds || pod.meta.deletion_time.has_value();
}

bool HasEnded(const Pod& pod) {
  if (pod.IsTerminal()) {
    return true;
  }
  // With restartPolicy Never, `terminated` is a container's final state.
  const bool is_final = pod.exit_code && !pod.restarts && !IsLostTrackOf(pod) && !IsStopped(pod);
  // While the kubelet stops a whole pod it reports nothing until the last container has ended.
  return is_final && (pod.others_remain || EndedByItself(pod));
}

bool OutlivesItsJob(const Pod& pod) {
  return pod.others_remain && HasEnded(pod) && !pod.IsTerminal();
}

domain::Ending ReadEnding(const Pod& pod) {
  const Verdict verdict = Judge(pod);
  const auto words = Words(pod);
  return {.reason = verdict.reason,
          .message = PodMessage(verdict.message),
          .exit_code = pod.started ? pod.exit_code : std::nullopt,
          .time = EndTime(pod),
          .stopped = IsStopped(pod),
          .own_fault = verdict.own_fault,
          .results = words ? words->results : domain::Results{},
          .results_cut = words && words->results_cut};
}

}  // namespace executioner::pods
