#include "controller/adapters/kube/pod_reader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "controller/adapters/kube/names.h"
#include "controller/adapters/runner/last_words.h"
#include "controller/base/cut_text.h"
#include "runner/contract/exit_codes.h"

namespace executioner::kube {
namespace {

using domain::Reason;

constexpr std::size_t kMessageBytes = 1024;
/// What a stop is: the deadline is lowered to this.
constexpr int kStopDeadlineSeconds = 1;

struct Verdict {
  Reason reason = Reason::kNone;
  std::string message = {};
  bool own_fault = false;  ///< see domain::Ending
};

std::string WithDetail(std::string text, const std::string& detail) {
  return detail.empty() ? text : std::move(text) + ": " + detail;
}

std::string OnNode(const Pod& pod) {
  return pod.node.empty() ? "" : " on node '" + pod.node + "'";
}

bool IsStopped(const Pod& pod) {
  return pod.active_deadline_seconds == kStopDeadlineSeconds || pod.meta.deletion_time.has_value();
}

/// When deletion was asked for: the API stores when it is due.
std::optional<base::TimePoint> DeletionRequest(const Pod& pod) {
  if (!pod.meta.deletion_time) {
    return std::nullopt;
  }
  return *pod.meta.deletion_time -
         std::chrono::seconds{pod.meta.deletion_grace_seconds.value_or(0)};
}

base::TimePoint EndTime(const Pod& pod) {
  if (pod.finished_at) {
    return *pod.finished_at;
  }
  const std::optional<base::TimePoint> deleted = DeletionRequest(pod);
  return deleted ? *deleted : pod.last_transition_time.value_or(pod.meta.creation_time);
}

std::string MemoryLimit(const Pod& pod) {
  return pod.memory_limit.empty() ? "" : " (limit " + pod.memory_limit + ")";
}

Verdict FromWords(const Pod& pod, runner::LastWords words) {
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

template <std::size_t Size>
Reason Find(const std::array<Named, Size>& table, std::string_view name) {
  const auto* const found = std::ranges::find(table, name, &Named::name);
  return found == table.end() ? Reason::kNone : found->reason;
}

/// status.reason, as kubelet and node controllers set it.
Reason StatusReason(const Pod& pod) {
  static constexpr std::array kTable{
      Named{"Evicted", Reason::kEvicted},         Named{"Preempting", Reason::kPreempted},
      Named{"NodeLost", Reason::kNodeLost},       Named{"NodeShutdown", Reason::kNodeShutdown},
      Named{"Terminated", Reason::kNodeShutdown}, Named{"Shutdown", Reason::kNodeShutdown}};
  return Find(kTable, pod.reason);
}

/// The condition DisruptionTarget, as scheduler, API server, kubelet and node controllers set it.
Reason DisruptionReason(const Pod& pod) {
  static constexpr std::array kTable{Named{"PreemptionByScheduler", Reason::kPreempted},
                                     Named{"EvictionByEvictionAPI", Reason::kEvicted},
                                     Named{"DeletionByTaintManager", Reason::kNodeLost},
                                     Named{"DeletionByPodGC", Reason::kNodeLost}};
  if (pod.disruption_reason.empty()) {
    return StatusReason(pod);
  }
  const Reason known = Find(kTable, pod.disruption_reason);
  if (known != Reason::kNone) {
    return known;
  }
  const Reason by_status = StatusReason(pod);
  if (by_status != Reason::kNone) {
    return by_status;
  }
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

/// A node under pressure says so with a condition; a pod that exceeds its own limits (sizeLimit of
/// an emptyDir, ephemeral-storage) is evicted without one (kubernetes
/// pkg/kubelet/eviction/eviction_manager.go, localStorageEviction). What was refused for the
/// pressure of its node has not started.
bool ExceededItsLimits(const Pod& pod) {
  return pod.reason == "Evicted" && pod.disruption_reason.empty() && pod.any_started;
}

/// The kubelet found no trace of the container: its exit code is made up.
bool IsUntraced(const Pod& pod) {
  return pod.terminated_reason == "ContainerStatusUnknown";
}

bool EndedBeforeDeletion(const Pod& pod) {
  return pod.finished_at && *pod.finished_at < *DeletionRequest(pod);
}

/// What ended the pod from outside; kNone when nothing did.
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
  if (IsUntraced(pod) || (pod.terminated_reason == "Unknown" && pod.exit_code == 255)) {
    return {.reason = Reason::kNodeLost,
            .message = WithDetail("node '" + pod.node + "' lost track of the container",
                                  pod.termination_message)};
  }
  return {};
}

/// The container says nothing: the node rejected the pod, or an init container failed.
Verdict WithoutContainer(const Pod& pod) {
  if (!pod.init_failure.empty()) {
    return {.reason = Reason::kError, .message = pod.init_failure};
  }
  if (!pod.reason.empty() && !pod.any_started) {
    return {.reason = Reason::kRejectedByNode,
            .message =
                WithDetail("node '" + pod.node + "' rejected the pod, " + pod.reason, pod.message)};
  }
  if (!pod.reason.empty()) {
    return {.reason = Reason::kError,
            .message = WithDetail("the pod failed" + OnNode(pod) + ", " + pod.reason, pod.message)};
  }
  return {
      .reason = Reason::kError,
      .message = WithDetail("the pod failed" + OnNode(pod) + " and does not say why", pod.message)};
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
  const bool is_text = !pod.termination_message.starts_with('{');
  return {.reason = Reason::kFailed,
          .message = WithDetail("exit code " + std::to_string(exit_code),
                                is_text ? pod.termination_message : "")};
}

/// The container "job" ended with 0: what came later, to other containers or to the pod, takes
/// nothing away from that.
bool HasCompleted(const Pod& pod) {
  return pod.phase == PodPhase::kSucceeded ||
         (pod.started && pod.exit_code == runner::kExitCompleted && !IsUntraced(pod));
}

Verdict Judge(const Pod& pod) {
  if (HasCompleted(pod)) {
    return {.reason = Reason::kCompleted};
  }
  const auto words =
      pod.exit_code ? runner::ReadLastWords(pod.termination_message, *pod.exit_code) : std::nullopt;
  if (words && !words->told_to_stop) {
    return FromWords(pod, *words);
  }
  Verdict outside = FromOutside(pod);
  if (outside.reason != Reason::kNone) {
    return outside;
  }
  if (words) {
    return FromWords(pod, *words);
  }
  return pod.exit_code.value_or(0) == 0 ? WithoutContainer(pod) : FromExitCode(pod, *pod.exit_code);
}

struct Waiting {
  Reason reason = Reason::kNone;
  std::string message = {};
};

bool IsImageTrouble(std::string_view reason) {
  constexpr std::array<std::string_view, 7> kReasons{
      "ErrImagePull",        "ImagePullBackOff",  "InvalidImageName",         "ErrImageNeverPull",
      "RegistryUnavailable", "ImageInspectError", "SignatureValidationFailed"};
  return std::ranges::count(kReasons, reason) > 0;
}

/// Between two tries the kubelet says `Back-off pulling image "x": ErrImagePull: why`, and during
/// one just `why`; only the latter is kept, so that the status does not flicker.
std::string_view WithoutBackOff(std::string_view message) {
  constexpr std::string_view kError = "ErrImagePull: ";
  const std::size_t at = message.starts_with("Back-off ") ? message.find(kError) : message.npos;
  return at == message.npos ? message : message.substr(at + kError.size());
}

Waiting ReadWaiting(const Pod& pod) {
  const std::string& reason = pod.waiting_reason;
  if (IsImageTrouble(reason)) {
    const std::string_view why = WithoutBackOff(pod.waiting_message);
    return {.reason = Reason::kImagePullFailed, .message = std::string(why.empty() ? reason : why)};
  }
  if (!reason.empty() && reason != "ContainerCreating" && reason != "PodInitializing") {
    return {.message = WithDetail(reason, pod.waiting_message)};
  }
  if (reason == "PodInitializing" && !pod.init_running.empty()) {
    return {.message = "init container '" + pod.init_running + "' has not ended"};
  }
  return {.message = pod.unschedulable.empty() ? "" : "unschedulable: " + pod.unschedulable};
}

int LabelNumber(const Pod& pod, std::string_view name) {
  const auto found = pod.meta.labels.find(std::string(name));
  int number = 0;
  if (found != pod.meta.labels.end()) {
    const std::string& text = found->second;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    number = whole ? number : 0;
  }
  return number;
}

std::string LabelText(const Pod& pod, std::string_view name) {
  const auto found = pod.meta.labels.find(std::string(name));
  return found == pod.meta.labels.end() ? std::string() : found->second;
}

}  // namespace

std::optional<PodIdentity> ReadIdentity(const Pod& pod) {
  PodIdentity identity{.job = LabelText(pod, kJobLabel),
                       .owner_uid = LabelText(pod, kOwnerUidLabel),
                       .run = LabelNumber(pod, kRunLabel),
                       .attempt = LabelNumber(pod, kAttemptLabel)};
  const bool complete = !identity.job.empty() && !identity.owner_uid.empty() && identity.run > 0 &&
                        identity.attempt > 0;
  return complete ? std::optional{std::move(identity)} : std::nullopt;
}

domain::Ending ReadEnding(const Pod& pod) {
  const Verdict verdict = Judge(pod);
  return {.reason = verdict.reason,
          .message = base::CutText(runner::Printable(verdict.message), kMessageBytes),
          .exit_code = pod.started ? pod.exit_code : std::nullopt,
          .time = EndTime(pod),
          .stopped = IsStopped(pod),
          .own_fault = verdict.own_fault};
}

domain::AttemptSeen ReadAttempt(const Pod& pod, int job, int attempt) {
  domain::AttemptSeen seen{.job = job,
                           .attempt = attempt,
                           .pod = pod.meta.name,
                           .created = pod.meta.creation_time,
                           .started = pod.started,
                           .stop_requested = IsStopped(pod),
                           .deletion_due = pod.meta.deletion_time,
                           .node = pod.node};
  if (!pod.started) {
    Waiting waiting = ReadWaiting(pod);
    seen.waiting_reason = waiting.reason;
    seen.waiting_message = base::CutText(runner::Printable(waiting.message), kMessageBytes);
  }
  if (pod.IsTerminal()) {
    seen.ending = ReadEnding(pod);
  }
  return seen;
}

}  // namespace executioner::kube
