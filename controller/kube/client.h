/// \file
/// Sends requests to the Kubernetes API over a Transport: paths, verbs, patch types, retries and
/// `Retry-After`. Has no cache and decodes only errors; objects are JSON text.
#pragma once

#include <chrono>
#include <functional>
#include <future>
#include <map>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>

#include "controller/kube/api_error.h"
#include "controller/kube/back_off.h"
#include "controller/kube/runtime.h"
#include "controller/kube/transport.h"

namespace executioner::kube {

/// A resource as in URLs, such as {"executioner.dev", "v1alpha1", "workflows"}; the core group is
/// "".
struct Resource {
  std::string_view group = {};
  std::string_view version = {};
  std::string_view plural = {};
};

inline constexpr Resource kPods{"", "v1", "pods"};
inline constexpr Resource kNamespaces{"", "v1", "namespaces"};
inline constexpr Resource kLeases{"coordination.k8s.io", "v1", "leases"};
inline constexpr Resource kEvents{"events.k8s.io", "v1", "events"};

/// "/apis/executioner.dev/v1alpha1/namespaces/NS/workflows/NAME[/SUBRESOURCE]"; an empty namespace
/// means all namespaces (or a cluster-scoped resource), an empty name means the collection. Pure.
std::string ResourcePath(const Resource& resource, std::string_view ns, std::string_view name = {},
                         std::string_view subresource = {});

/// Percent-encodes a query value. Pure.
std::string EncodeQuery(std::string_view value);

enum class PatchType {
  kJson,       ///< application/json-patch+json
  kMerge,      ///< application/merge-patch+json
  kStrategic,  ///< application/strategic-merge-patch+json: built-in kinds only
};

/// The result of a request: the JSON of the object, or the error.
struct ApiResult {
  bool ok = false;
  std::string body = {};  ///< of a 2xx response
  ApiStatus status = {};  ///< set if the request failed

  /// \return the body \throws KubeApiError  if the request failed
  const std::string& OrThrow() const;
};

/// A request in progress; to be passed to Client::Finish.
struct PendingResult {
  std::future<HttpResponse> response;
  std::string_view method;
  std::chrono::steady_clock::time_point sent;
  std::string resource = {};  ///< the resource's plural, for creations
  std::string newest = {};    ///< the newest known version of that resource at that time
};

/// Safe from any thread. GETs are retried on transient errors, up to 5 times with jittered
/// back-off; a stop token interrupts the wait. Writes are never retried here, because the engine
/// decides again. A 429 or 503 with Retry-After delays all later requests until that time.
class Client {
 public:
  /// \param transport  borrowed. Uses the machine's clock.
  explicit Client(Transport& transport);

  /// \param runtime  its clock is borrowed
  Client(Transport& transport, Runtime runtime);

  /// After `stop` is requested, requests neither wait nor are retried. Must be called before the
  /// first request.
  void StopWith(std::stop_token stop) { stop_ = std::move(stop); }

  ApiResult Get(const std::string& path);
  ApiResult Create(const std::string& collection_path, std::string body);
  ApiResult Update(const std::string& path, std::string body);
  ApiResult Patch(const std::string& path, PatchType type, std::string body);
  /// \param options  a metav1.DeleteOptions object, or empty
  ApiResult Delete(const std::string& path, std::string options = {});

  /// The same without waiting: start many, then call `Finish` for each. Used for bursts of pods.
  /// Such GETs are not retried.
  PendingResult StartGet(const std::string& path);
  PendingResult StartCreate(const std::string& collection_path, std::string body);
  PendingResult StartPatch(const std::string& path, PatchType type, std::string body);
  PendingResult StartDelete(const std::string& path, std::string options = {});
  ApiResult Finish(PendingResult pending);

  /// Called once per finished request with (method, HTTP status or 0, seconds), for metrics. Must
  /// be set before the first request.
  std::function<void(std::string_view method, int status, double seconds)> on_request;

  /// Called when a new object has an older version than an object that was created before it: the
  /// server's store was restored from a backup. Called on any thread; must return quickly. Must be
  /// set before the first request.
  std::function<void()> on_rewind;

  Transport& GetTransport() { return transport_; }

 private:
  PendingResult Start(std::string_view method, HttpRequest request);
  void CheckVersion(const PendingResult& created, std::string_view body);
  void AwaitTurn();
  void HoldOff(std::chrono::seconds retry_after);
  base::Duration RetryDelay(int failures);

  Transport& transport_;
  const Runtime runtime_;
  std::stop_token stop_;
  std::mutex mutex_;
  std::chrono::steady_clock::time_point not_before_{};  // guarded by mutex_, like the member below
  Jitter jitter_;
  std::map<std::string, std::string> newest_;  // plural to the version of the last creation
};

}  // namespace executioner::kube
