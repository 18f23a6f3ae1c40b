/// \file
/// Requests of the Kubernetes API on top of a Transport: paths, verbs, patch types, retries and
/// `Retry-After`. Holds no cache and decodes nothing but errors: objects are JSON text.
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
#include "controller/kube/jitter.h"
#include "controller/kube/runtime.h"
#include "controller/kube/transport.h"

namespace executioner::kube {

/// A kind of object as it appears in URLs, e.g. {"executioner.dev", "v1alpha1", "workflows"};
/// the core group is "".
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
/// means all of them (or a cluster-scoped resource), an empty name the collection. Pure.
std::string ResourcePath(const Resource& resource, std::string_view ns, std::string_view name = {},
                         std::string_view subresource = {});

/// Percent-encodes a query value. Pure.
std::string EncodeQuery(std::string_view value);

enum class PatchType {
  kJson,       ///< application/json-patch+json
  kMerge,      ///< application/merge-patch+json
  kStrategic,  ///< application/strategic-merge-patch+json: built-in kinds only
};

/// The answer to a request: the object's JSON, or why there is none.
struct ApiResult {
  bool ok = false;
  std::string body = {};  ///< of a 2xx response
  ApiStatus status = {};  ///< when not ok

  /// \return the body \throws KubeApiError when not ok
  const std::string& OrThrow() const;
};

/// A request under way; give it to Client::Finish.
struct PendingResult {
  std::future<HttpResponse> response;
  std::string_view method;
  std::chrono::steady_clock::time_point sent;
  std::string resource = {};  ///< of a creation: its plural
  std::string newest = {};    ///< the newest version of that resource that was known then
};

/// Safe from any thread. GETs are repeated on transient errors (up to 5 times, jittered back-off
/// that waits on the stop token's clock, not by sleeping); writes are never repeated by this class:
/// the engine decides again. A 429 or 503 with Retry-After sets one shared "not before" instant
/// that every later request waits for.
class Client {
 public:
  /// \param transport  borrowed. Uses the machine's clock.
  explicit Client(Transport& transport);

  /// \param runtime  its clock is borrowed
  Client(Transport& transport, Runtime runtime);

  /// Once `stop` is requested nothing waits any more and nothing is repeated. Set before the first
  /// request.
  void StopWith(std::stop_token stop) { stop_ = std::move(stop); }

  ApiResult Get(const std::string& path);
  ApiResult Create(const std::string& collection_path, std::string body);
  ApiResult Update(const std::string& path, std::string body);
  ApiResult Patch(const std::string& path, PatchType type, std::string body);
  /// \param options  a metav1.DeleteOptions object, or empty
  ApiResult Delete(const std::string& path, std::string options = {});

  /// The same without waiting: start many, then `Finish` each. Used for bursts of pods.
  /// A GET started so is not repeated.
  PendingResult StartGet(const std::string& path);
  PendingResult StartCreate(const std::string& collection_path, std::string body);
  PendingResult StartPatch(const std::string& path, PatchType type, std::string body);
  PendingResult StartDelete(const std::string& path, std::string options = {});
  ApiResult Finish(PendingResult pending);

  /// Called once per finished request with (method, HTTP status or 0, seconds): for metrics. Set
  /// before the first request.
  std::function<void(std::string_view method, int status, double seconds)> on_request;

  /// Called when something was created under an older version than what was created before: the
  /// server's store was restored from a backup. Any thread; must return soon. Set before the first
  /// request.
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
  std::chrono::steady_clock::time_point not_before_{};  // guarded by mutex_, as below
  Jitter jitter_;
  std::map<std::string, std::string> newest_;  // plural -> version of the last creation
};

}  // namespace executioner::kube
