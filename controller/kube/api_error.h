/// \file
/// Failed requests: `metav1.Status` as a value, and the rules for which failures can be retried.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "controller/base/error.h"
#include "controller/kube/transport.h"

namespace executioner::kube {

/// A rejected or failed request. Check `reason` first and `code` second, because 409 is both
/// `Conflict` and `AlreadyExists`.
struct ApiStatus {
  int code = 0;             ///< HTTP status; 0 without a response: a write may have happened
  std::string reason = {};  ///< metav1.StatusReason, such as "AlreadyExists"; may be empty
  std::string message =
      {};  ///< the server's message, or the first 2 KiB of a body that is not a Status
  std::vector<std::string> causes =
      {};                 ///< details.causes[].reason, such as "NamespaceTerminating"
  std::string kind = {};  ///< details.kind, a resource or a kind: "pods", "namespaces", "Pod"
  std::string name = {};  ///< details.name
  bool foreign = false;   ///< the body is not a Status: a proxy in front of the API server answered
  bool closed = false;    ///< the server closed the connection instead of answering; code is 0
  /// How long the API server asks its clients to wait; requests of webhooks are ignored.
  std::optional<std::chrono::seconds> retry_after = std::nullopt;

  // Failures reported by the API server itself. Webhooks that deny a request with the same code or
  // cause are excluded.
  bool IsAlreadyExists() const { return IsOwn(409) && reason == "AlreadyExists"; }

  bool IsConflict() const { return IsOwn(409) && reason != "AlreadyExists"; }

  bool IsNotFound() const { return IsOwn(404); }

  bool IsExpired() const { return IsOwn(410); }

  bool HasCause(std::string_view cause) const;

  /// Returns the message of the API server's authorizer or of one of its built-in admission
  /// plugins, without the prefix `pods "x" is forbidden: `; "" for any other message. Messages of
  /// policies begin with the policy's name, and those of webhooks have another form.
  std::string_view PluginWords() const;

  /// Whether an admission webhook denied the request. The response has the webhook's own code,
  /// reason and details, so only the prefix that the API server adds to its message identifies it.
  bool IsFromWebhook() const;
  /// Whether the API server cannot authenticate the client: a 401 that is not a webhook's.
  bool IsUnauthenticated() const;
  /// Whether the authorizer rejected the request before its object was examined. Rejections by
  /// admission with the same code name the object in `details`; those of the authorizer name
  /// nothing if the URL does not, as with POST, and otherwise begin with the user.
  bool IsUnauthorized() const;
  /// Whether a quota is exceeded: 403 "exceeded quota", or one of two other messages. Only its
  /// message distinguishes a quota from other rejections by admission; these are the exact messages
  /// of the API server's plugin, which no policy or webhook can produce.
  bool IsQuota() const;
  /// Whether the request is too large: 413, or 500 "etcdserver: request is too large". Never
  /// transient.
  bool IsTooLarge() const;
  /// Whether the request may succeed later: no response, 408, 429, 5xx unless too large, or a race
  /// in quota evaluation.
  bool IsTransient() const;

 private:
  bool IsOwn(int wanted) const { return code == wanted && !IsFromWebhook(); }
};

/// Reads the `metav1.Status` of a response that is not 2xx. If the body is not a Status,
/// synthesizes one, as client-go does (rest/request.go).
ApiStatus ReadStatus(const HttpResponse& response);

/// A failed API call that the caller cannot handle.
class KubeApiError : public base::BackendError {
 public:
  explicit KubeApiError(ApiStatus status);

  const ApiStatus& Status() const { return status_; }

 private:
  ApiStatus status_;
};

}  // namespace executioner::kube
