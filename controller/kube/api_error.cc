#include "controller/kube/api_error.h"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "controller/base/cut_text.h"

namespace executioner::kube {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kTextLimit = 2048;

std::string TextAt(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool Contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

void ReadDetails(const Json& details, ApiStatus& status) {
  if (!details.is_object()) {
    return;
  }
  status.kind = TextAt(details, "kind");
  status.name = TextAt(details, "name");
  const auto causes = details.find("causes");
  if (causes != details.end() && causes->is_array()) {
    for (const Json& cause : *causes) {
      if (cause.is_object()) {
        status.causes.push_back(TextAt(cause, "reason"));
      }
    }
  }
  const auto after = details.find("retryAfterSeconds");
  if (!status.retry_after && after != details.end() && after->is_number_integer()) {
    const auto seconds = after->get<std::int64_t>();
    if (seconds > 0) {
      status.retry_after = std::chrono::seconds(seconds);
    }
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
  if (IsTooLarge()) {
    return false;
  }
  const bool quota_race = IsQuota() && code != 403;
  return code == 0 || code == 408 || code == 429 || code >= 500 || quota_race;
}

ApiStatus ReadStatus(const HttpResponse& response) {
  ApiStatus status{
      .code = response.status, .closed = response.closed, .retry_after = response.retry_after};
  const Json body = Json::parse(response.body, nullptr, false);
  if (body.is_object() && TextAt(body, "kind") == "Status") {
    status.reason = TextAt(body, "reason");
    status.message = TextAt(body, "message");
    const auto details = body.find("details");
    if (details != body.end()) {
      ReadDetails(*details, status);
    }
    const auto code = body.find("code");
    if (code != body.end() && code->is_number_integer() && code->get<int>() > 0) {
      status.code = code->get<int>();
    }
    if (status.IsFromWebhook()) {
      status.retry_after.reset();  // it would hold up the requests for all other namespaces
    }
  } else {
    status.foreign = true;
    status.message = base::CutText(response.body, kTextLimit);
  }
  return status;
}

KubeApiError::KubeApiError(ApiStatus status)
    : BackendError(Describe(status), status.IsTransient()), status_(std::move(status)) {}

}  // namespace executioner::kube
