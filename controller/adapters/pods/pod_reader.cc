#include "controller/adapters/pods/pod_reader.h"

#include <algorithm>
#include <array>

#include "controller/adapters/pods/pod_ending.h"
#include "controller/adapters/runner/last_words.h"

namespace executioner::pods {
namespace {

using domain::Reason;

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

/// Between two pulls the kubelet reports `Back-off pulling image "x": ErrImagePull: why`, and
/// during a pull only `why`. Only `why` is kept, so that the status does not alternate.
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
  if (!pod.gates.empty()) {
    return {.message = "waits for the scheduling gate " + pod.gates + " to be removed"};
  }
  return {.message = pod.unschedulable.empty() ? "" : "unschedulable: " + pod.unschedulable};
}

}  // namespace

std::string ForeignPodNote(const Pod& pod) {
  return "pod '" + runner::Printable(pod.meta.name) +
         "' carries labels or a reference of this object without being its pod; it is ignored";
}

domain::AttemptSeen ReadAttempt(const Pod& pod, domain::InstanceId instance, int attempt) {
  domain::AttemptSeen seen{
      .instance = instance,
      .attempt = attempt,
      .pod = pod.meta.name,
      .created = pod.meta.creation_time,
      .started = pod.started,
      .start_time = pod.started ? pod.started_at : std::nullopt,
      .stop_requested = IsStopped(pod),
      .deletion_due = pod.meta.deletion_time,
      .deletion_grace = std::chrono::seconds{pod.meta.deletion_grace_seconds.value_or(0)},
      .node = pod.node};
  if (!pod.started) {
    Waiting waiting = ReadWaiting(pod);
    seen.waiting_reason = waiting.reason;
    seen.gated = !pod.gates.empty();
    seen.waiting_message = PodMessage(waiting.message);
  }
  if (HasEnded(pod)) {
    seen.ending = ReadEnding(pod);
  }
  return seen;
}

}  // namespace executioner::pods
