/// \file
/// What the API server says when it does not do what was asked: `metav1.Status` as a value, and
/// which of them are worth another try.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "controller/base/error.h"
#include "controller/kube/transport.h"

namespace executioner::kube {

/// A refused or failed request. Dispatch on `reason` first, `code` second: 409 is both `Conflict`
/// and `AlreadyExists`.
struct ApiStatus {
  int code = 0;              ///< HTTP status; 0 when no response came: a write may have happened
  std::string reason = {};   ///< metav1.StatusReason, e.g. "AlreadyExists"; may be empty
  std::string message = {};  ///< the server's own words, or the first 2 KiB of what is not a Status
  std::vector<std::string> causes = {};  ///< details.causes[].reason, e.g. "NamespaceTerminating"
  std::string kind = {};  ///< details.kind, a resource or a kind: "pods", "namespaces", "Pod"
  std::string name = {};  ///< details.name
  bool foreign = false;   ///< the body is not a Status: something before the API server answered
  bool closed = false;    ///< the server closed the connection instead of answering; code is 0
  /// How long the API server asks its clients to wait; never what a webhook asks for.
  std::optional<std::chrono::seconds> retry_after = std::nullopt;

  // What the API server itself says: a webhook that denies a request with the same code or cause
  // does not count.
  bool IsAlreadyExists() const { return IsOwn(409) && reason == "AlreadyExists"; }

  bool IsConflict() const { return IsOwn(409) && reason != "AlreadyExists"; }

  bool IsNotFound() const { return IsOwn(404); }

  bool IsExpired() const { return IsOwn(410); }

  bool HasCause(std::string_view cause) const;

  /// The words of the API server's authorizer or of one of its own admission plugins, without the
  /// `pods "x" is forbidden: ` that it puts before them; "" for an answer of another form. A
  /// policy's words have its name before them, a webhook's have another form.
  std::string_view PluginWords() const;

  /// The answer of an admission webhook. It carries the webhook's own code, reason and details, so
  /// only the words that the API server puts before the webhook's tell.
  bool IsFromWebhook() const;
  /// The API server does not know who asks: a 401, but not that of a webhook.
  bool IsUnauthenticated() const;
  /// The authorizer does not allow the request; nobody has looked at the object yet. Admission's
  /// refusals of the same code name the object in `details`; the authorizer's name nothing when the
  /// URL does not, as with POST, and begin with the user otherwise.
  bool IsUnauthorized() const;
  /// 403 "exceeded quota", and the two other answers that mean quota (kubernetes-conventions 5.3).
  /// Quota is the one refusal that only words tell from other refusals of admission: these are the
  /// exact ones of the API server's plugin, which no policy or webhook can write.
  bool IsQuota() const;
  /// 413, or 500 "etcdserver: request is too large": never transient.
  bool IsTooLarge() const;
  /// No response, 408, 429, 5xx but too-large ones, quota evaluation races: may succeed later.
  bool IsTransient() const;

 private:
  bool IsOwn(int wanted) const { return code == wanted && !IsFromWebhook(); }
};

/// Reads the `metav1.Status` of a response that is not 2xx; synthesises one when the body is
/// something else, as client-go does (rest/request.go).
ApiStatus ReadStatus(const HttpResponse& response);

/// An API call that failed and that the caller has no better answer for.
class KubeApiError : public base::BackendError {
 public:
  explicit KubeApiError(ApiStatus status);

  const ApiStatus& Status() const { return status_; }

 private:
  ApiStatus status_;
};

}  // namespace executioner::kube
