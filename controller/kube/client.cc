#include "controller/kube/client.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "controller/base/json_span.h"
#include "controller/base/system_clock.h"
#include "controller/kube/resource_version.h"
#include "controller/kube/server_url.h"

namespace executioner::kube {
namespace {

constexpr int kTries = 6;  // one and five repeats
constexpr base::Duration kFirstDelay{100};
constexpr base::Duration kDelayCap{5'000};
// Above what API servers ask for (32 s under overload): a longer one comes from something else, and
// would stop everything.
constexpr std::chrono::seconds kHoldOffCap{60};

const base::Clock& MachineClock() {
  static const base::SystemClock kClock;
  return kClock;
}

const char* ContentType(PatchType type) {
  switch (type) {
    case PatchType::kJson: return "application/json-patch+json";
    case PatchType::kMerge: return "application/merge-patch+json";
    case PatchType::kStrategic: return "application/strategic-merge-patch+json";
  }
  return "";
}

HttpRequest WithBody(std::string method, const std::string& path, const char* type,
                     std::string body) {
  return {.method = std::move(method),
          .path = path,
          .content_type = body.empty() ? "" : type,
          .body = std::move(body)};
}

}  // namespace

std::string ResourcePath(const Resource& resource, std::string_view ns, std::string_view name,
                         std::string_view subresource) {
  std::string path = resource.group.empty() ? "/api/" : "/apis/";
  if (!resource.group.empty()) {
    path.append(resource.group).append("/");
  }
  path.append(resource.version);
  if (!ns.empty()) {
    path.append("/namespaces/").append(ns);
  }
  path.append("/").append(resource.plural);
  for (const std::string_view part : {name, subresource}) {
    if (!part.empty()) {
      path.append("/").append(part);
    }
  }
  return path;
}

std::string EncodeQuery(std::string_view value) {
  return PercentEncoded(value, "-._~");
}

const std::string& ApiResult::OrThrow() const {
  if (!ok) {
    throw KubeApiError(status);
  }
  return body;
}

Client::Client(Transport& transport) : Client(transport, Runtime{MachineClock()}) {}

Client::Client(Transport& transport, Runtime runtime)
    : transport_(transport),
      runtime_(std::move(runtime)),
      jitter_("client", runtime_.clock.Steady().time_since_epoch().count()) {}

ApiResult Client::Get(const std::string& path) {
  ApiResult result = Finish(StartGet(path));
  for (int tries = 1; tries < kTries && !result.ok && result.status.IsTransient(); ++tries) {
    if (!runtime_.wait(RetryDelay(tries), stop_)) {
      break;
    }
    result = Finish(StartGet(path));
  }
  return result;
}

ApiResult Client::Create(const std::string& collection_path, std::string body) {
  return Finish(StartCreate(collection_path, std::move(body)));
}

ApiResult Client::Update(const std::string& path, std::string body) {
  return Finish(Start("PUT", WithBody("PUT", path, "application/json", std::move(body))));
}

ApiResult Client::Patch(const std::string& path, PatchType type, std::string body) {
  return Finish(StartPatch(path, type, std::move(body)));
}

ApiResult Client::Delete(const std::string& path, std::string options) {
  return Finish(StartDelete(path, std::move(options)));
}

PendingResult Client::StartGet(const std::string& path) {
  return Start("GET", {.method = "GET", .path = path});
}

PendingResult Client::StartCreate(const std::string& collection_path, std::string body) {
  PendingResult pending =
      Start("POST", WithBody("POST", collection_path, "application/json", std::move(body)));
  pending.resource = collection_path.substr(collection_path.rfind('/') + 1);
  const std::lock_guard lock(mutex_);
  // Taken when the request is sent: answers to concurrent requests come in any order.
  pending.newest = newest_[pending.resource];
  return pending;
}

PendingResult Client::StartPatch(const std::string& path, PatchType type, std::string body) {
  return Start("PATCH", WithBody("PATCH", path, ContentType(type), std::move(body)));
}

PendingResult Client::StartDelete(const std::string& path, std::string options) {
  return Start("DELETE", WithBody("DELETE", path, "application/json", std::move(options)));
}

PendingResult Client::Start(std::string_view method, HttpRequest request) {
  AwaitTurn();
  const auto sent = runtime_.clock.Steady();
  return {.response = transport_.Start(std::move(request)), .method = method, .sent = sent};
}

ApiResult Client::Finish(PendingResult pending) {
  HttpResponse response = pending.response.get();
  if (on_request) {
    const std::chrono::duration<double> took = runtime_.clock.Steady() - pending.sent;
    on_request(pending.method, response.status, took.count());
  }
  if (response.status >= 200 && response.status < 300) {
    CheckVersion(pending, response.body);
    return {.ok = true, .body = std::move(response.body)};
  }
  ApiResult result{.ok = false, .status = ReadStatus(response)};
  // Only these two mean that the server as a whole is busy; other codes carry the header for one
  // object.
  const bool throttled = response.status == 429 || response.status == 503;
  if (throttled && result.status.retry_after) {
    HoldOff(*result.status.retry_after);
  }
  return result;
}

/// A creation gets a new version, newer than every version assigned before the request.
void Client::CheckVersion(const PendingResult& created, std::string_view body) {
  if (created.resource.empty()) {
    return;
  }
  const std::string version =
      base::MemberText(base::FindMember(body, "metadata").value_or(""), "resourceVersion");
  // Versions are revisions of etcd, which only a restore turns back.
  const bool rewound = IsOlder(version, created.newest);
  {
    const std::lock_guard lock(mutex_);
    std::string& newest = newest_[created.resource];
    if (rewound || IsOlder(newest, version) || newest.empty()) {
      newest = version;
    }
  }
  if (rewound && on_rewind) {
    on_rewind();
  }
}

void Client::AwaitTurn() {
  std::chrono::steady_clock::time_point until;
  {
    const std::lock_guard lock(mutex_);
    until = not_before_;
  }
  const auto now = runtime_.clock.Steady();
  if (until > now) {
    runtime_.wait(std::chrono::ceil<base::Duration>(until - now), stop_);
  }
}

void Client::HoldOff(std::chrono::seconds retry_after) {
  const auto until = runtime_.clock.Steady() + std::min(retry_after, kHoldOffCap);
  const std::lock_guard lock(mutex_);
  not_before_ = std::max(not_before_, until);
}

base::Duration Client::RetryDelay(int failures) {
  const base::Duration delay = std::min(kFirstDelay * (1 << (failures - 1)), kDelayCap);
  const std::lock_guard lock(mutex_);
  return base::Duration(std::llround(static_cast<double>(delay.count()) * (1 + jitter_.Next())));
}

}  // namespace executioner::kube
