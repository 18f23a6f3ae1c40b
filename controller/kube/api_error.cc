#include "controller/kube/api_error.h"

#include <algorithm>
#include <utility>

#include "controller/base/cut_text.h"
#include "controller/kube/json_value.h"

namespace executioner::kube {
namespace {

// The body may be the page of a proxy; the beginning says which.
constexpr std::size_t kTextLimit = 2048;

bool Contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

void ReadDetails(std::string_view details, ApiStatus& status) {
  std::int64_t retry_after = 0;
  const auto read_causes = [&](std::string_view causes) {
    base::ForEachElement(causes, [&](std::string_view cause) {
      ReadObject(cause, Member{"reason", status.causes.emplace_back()});
      return true;
    });
  };
  ReadObject(details, Member{"kind", status.kind}, Member{"name", status.name},
             Member{"causes", read_causes}, Member{"retryAfterSeconds", retry_after});
  if (!status.retry_after && retry_after > 0) {
    status.retry_after = std::chrono::seconds(retry_after);
  }
}

std::string Describe(const ApiStatus& status) {
  if (status.code == 0) {
    return "the API server did not answer: " + status.message;
  }
  const std::string reason = status.reason.empty() ? std::string() : " " + status.reason;
  return "the API server said " + std::to_string(status.code) + reason + ": " + status.message;
}

}  // namespace

bool ApiStatus::HasCause(std::string_view cause) const {
  return !IsFromWebhook() && std::ranges::find(causes, cause) != causes.end();
}

std::string_view ApiStatus::PluginWords() const {
  constexpr std::string_view kForbidden = "\" is forbidden: ";
  // `pods "x" is forbidden: WORDS` (apimachinery pkg/api/errors, NewForbidden).
  const std::size_t name_begin = message.find(" \"");
  const std::size_t name_end =
      name_begin == std::string::npos ? std::string::npos : message.find('"', name_begin + 2);
  const bool of_plugin = name_end != std::string::npos && message.find(' ') == name_begin &&
                         message.compare(name_end, kForbidden.size(), kForbidden) == 0;
  return of_plugin ? std::string_view(message).substr(name_end + kForbidden.size())
                   : std::string_view();
}

bool ApiStatus::IsFromWebhook() const {
  return message.starts_with("admission webhook \"");
}

bool ApiStatus::IsUnauthenticated() const {
  return IsOwn(401);
}

bool ApiStatus::IsUnauthorized() const {
  return code == 403 && reason == "Forbidden" && !kind.empty() &&
         (name.empty() || PluginWords().starts_with("User \""));
}

bool ApiStatus::IsQuota() const {
  return (code == 403 && (PluginWords().starts_with("exceeded quota: ") ||
                          PluginWords().starts_with("status unknown for quota: "))) ||
         (code == 409 &&
          message.starts_with("Operation cannot be fulfilled on resourcequotas \"")) ||
         (code == 500 && Contains(message, "resource quota evaluation timed out"));
}

bool ApiStatus::IsTooLarge() const {
  // etcd's own limit, and from 2 MiB that of the connection to it (seen on 1.36).
  return IsOwn(413) ||
         (code == 500 && (Contains(message, "request is too large") ||
                          Contains(message, "trying to send message larger than max")));
}

bool ApiStatus::IsTransient() const {
  // It stays too large however often it is sent.
  if (IsTooLarge()) {
    return false;
  }
  const bool quota_race = IsQuota() && code != 403;
  return code == 0 || code == 408 || code == 429 || code >= 500 || quota_race;
}

ApiStatus ReadStatus(const HttpResponse& response) {
  ApiStatus status{
      .code = response.status, .closed = response.closed, .retry_after = response.retry_after};
  std::string kind;
  int code = 0;
  std::string_view details;
  const bool is_object =
      ReadObject(response.body, Member{"kind", kind}, Member{"reason", status.reason},
                 Member{"message", status.message}, Member{"code", code},
                 Member{"details", [&](std::string_view value) { details = value; }});
  if (!is_object || kind != "Status") {
    return {.code = response.status,
            .message = base::CutText(response.body, kTextLimit),
            .foreign = true,
            .closed = response.closed,
            .retry_after = response.retry_after};
  }
  // Read last: details mean something only in a Status.
  ReadDetails(details, status);
  status.code = code > 0 ? code : status.code;
  if (status.IsFromWebhook()) {
    status.retry_after.reset();  // it would hold up the requests for all other namespaces
  }
  return status;
}

KubeApiError::KubeApiError(ApiStatus status)
    : BackendError(Describe(status), status.IsTransient()), status_(std::move(status)) {}

}  // namespace executioner::kube
