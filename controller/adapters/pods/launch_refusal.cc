#include "controller/adapters/pods/launch_refusal.h"

#include <algorithm>
#include <array>

namespace executioner::pods {
namespace {

using domain::Reason;
using engine::LaunchResult;

LaunchResult Delayed(Reason reason, std::string message, domain::TimePoint now) {
  return {.kind = LaunchResult::Kind::kDelayed,
          .refusal = {.reason = reason, .message = std::move(message), .time = now}};
}

LaunchResult Unauthenticated(const kube::ApiStatus& status, domain::TimePoint now) {
  return Delayed(Reason::kUnauthorized,
                 "the API server does not accept the controller's credentials: " + status.message,
                 now);
}

/// \param what  must be permitted, e.g. "create pods"
LaunchResult Forbidden(const kube::ApiStatus& status, const std::string& what,
                       domain::TimePoint now) {
  return Delayed(
      Reason::kForbidden,
      "the controller may not " + what + "; check its Role and RoleBinding: " + status.message,
      now);
}

/// Whether the pod refers to an object that does not exist yet and may be applied later: a
/// ServiceAccount (a new namespace has no default one at first), a PriorityClass or a RuntimeClass.
/// Only the message distinguishes these rejections by the API server's own plugins from other 403
/// answers: the details name the pod, and there are no causes. So we compare the complete message
/// of the plugin from its first character. Rejections by policies and webhooks begin differently or
/// have causes.
bool LacksSomething(const kube::ApiStatus& status) {
  struct Form {
    std::string_view begin;
    std::string_view end;
  };

  static constexpr std::array kForms{
      Form{"error looking up service account ", "\" not found"},
      Form{"no PriorityClass with name ", " was found"},
      Form{"pod rejected: RuntimeClass \"", "\" not found"},
  };
  if (status.code != 403 || !status.causes.empty()) {
    return false;
  }
  return std::ranges::any_of(kForms, [&](const Form& form) {
    return status.PluginWords().starts_with(form.begin) && status.PluginWords().ends_with(form.end);
  });
}

/// The namespace is being deleted, or is gone; the owner is deleted with it.
bool IsLeaving(const kube::ApiStatus& status) {
  return status.HasCause("NamespaceTerminating") || status.IsNotFound();
}

}  // namespace

LaunchResult ReadRefusal(const kube::ApiStatus& status, domain::TimePoint now) {
  // From the specific to the general, because quotas, admission plugins and missing permissions all
  // respond with 403.
  if (status.IsQuota()) {
    return Delayed(Reason::kQuotaExceeded, status.message, now);
  }
  if (status.closed) {
    return Delayed(Reason::kConnectionClosed,
                   "the API server closed the connection instead of creating the pod; check its "
                   "log and its admission plugins",
                   now);
  }
  if (status.IsUnauthenticated()) {
    return Unauthenticated(status, now);
  }
  if (status.IsUnauthorized()) {
    return Forbidden(status, "create pods", now);
  }
  if (LacksSomething(status)) {
    return Delayed(Reason::kCreateRefused, status.message, now);
  }
  if (status.IsTransient() || status.foreign || IsLeaving(status)) {
    return Delayed(Reason::kNone, status.message, now);
  }
  return {.kind = LaunchResult::Kind::kRefused,
          .refusal = {.reason = Reason::kCreateRefused, .message = status.message, .time = now}};
}

LaunchResult ReadUnreadable(const kube::ApiStatus& status, domain::TimePoint now) {
  if (status.IsUnauthenticated()) {
    return Unauthenticated(status, now);
  }
  if (status.code == 403) {
    return Forbidden(status, "read pods", now);
  }
  return Delayed(Reason::kNone, status.message, now);
}

}  // namespace executioner::pods
