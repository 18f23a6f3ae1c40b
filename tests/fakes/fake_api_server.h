/// \file
/// A Kubernetes API server within this process, behind the port Transport: revisions, conflicts,
/// finalizers, garbage collection and watches, plus injected faults.
/// tests/contract/fake_api_server_test.cc compares it with a real kube-apiserver. Safe from any
/// thread.
///
/// \par Example
/// ManualClock clock;
/// FakeApiServer server(clock);
/// kube::Client client(server);
/// server.CreateObject("/apis/executioner.dev/v1alpha1/namespaces/a/workflows", workflow);
/// server.KillAfterWrites(3);
/// // ... the controller dies at that write; then a new one starts:
/// server.Revive();
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "controller/base/time.h"
#include "controller/kube/transport.h"
#include "tests/fakes/fake_api/faults.h"
#include "tests/fakes/fake_api/object_store.h"
#include "tests/fakes/fake_api/refusal.h"

namespace executioner::fakes {

/// A request that was sent through the Transport.
struct LoggedRequest {
  std::string method = {};
  std::string path = {};
  std::string body = {};
  std::string resource = {};  ///< plural; "" if the path names none
  int status = 0;             ///< as seen by the client; 0: no response, or an open watch
  bool committed = false;     ///< something was stored or removed, even if the client saw an error
};

class FakeApiServer : public kube::Transport {
 public:
  /// \param clock  for timestamps; borrowed, must outlive the server
  explicit FakeApiServer(const base::Clock& clock);

  /// Every Stream must have returned before.
  ~FakeApiServer() override;

  FakeApiServer(const FakeApiServer&) = delete;
  FakeApiServer& operator=(const FakeApiServer&) = delete;
  FakeApiServer(FakeApiServer&&) = delete;
  FakeApiServer& operator=(FakeApiServer&&) = delete;

  /// Answers on the calling thread: the future is ready.
  std::future<kube::HttpResponse> Start(kube::HttpRequest request) override;

  /// Delivers on the calling thread. `idle` and `timeoutSeconds` count real time.
  kube::StreamEnd Stream(kube::HttpRequest request, kube::LineSink& sink, std::chrono::seconds idle,
                         std::stop_token stop) override;

  // Requests of others: users, the kubelet, the test. Without faults, and not in the log.

  /// Answers a request like the API server.
  kube::HttpResponse Admin(const kube::HttpRequest& request);

  /// \return the object at `path`, or null
  nlohmann::json Object(std::string_view path);
  /// \return the items of a collection
  std::vector<nlohmann::json> Objects(std::string_view path);
  /// \return the object as stored \throws std::logic_error  with the server's message if it is
  /// rejected
  nlohmann::json CreateObject(std::string_view collection, const nlohmann::json& object);
  /// JSON merge patch. \throws std::logic_error
  nlohmann::json MergeObject(std::string_view path, const nlohmann::json& patch);
  /// \param options  metav1.DeleteOptions \throws std::logic_error
  void DeleteObject(std::string_view path,
                    const nlohmann::json& options = nlohmann::json::object());

  // Faults.

  void Inject(Fault fault);
  void ClearFaults();

  /// Simulates the death of the client at its k-th write from now: that write is stored, its
  /// response and all later requests are lost, and watches break. 0: immediately.
  void KillAfterWrites(int k);
  bool IsDead();
  void Revive();

  /// Stops the delivery of changes to watches of a resource, so that the client's cache becomes
  /// stale. `plural` "" means all resources, here and below.
  void FreezeWatches(std::string_view plural);
  void ThawWatches(std::string_view plural);
  /// Delivers the next changes of a frozen resource.
  void ThawNext(std::string_view plural, int changes);

  /// Ends open watches normally after the queued events, like a timeout.
  void EndWatches(std::string_view plural);
  /// Breaks open watches immediately; queued events are lost.
  void BreakWatches(std::string_view plural);
  /// Cuts the next event of each open watch in half and then breaks the connection.
  void CutNextEvent(std::string_view plural);
  /// Sends a raw line to open watches.
  void InsertLine(std::string_view plural, const std::string& line);
  /// Sends an ERROR event with this Status and ends the stream.
  void SendWatchError(std::string_view plural, int code, const std::string& reason);
  void SendBookmarks(std::string_view plural);

  /// Discards the history and page tokens: requests for older revisions get 410, by default as an
  /// ERROR event.
  void Compact();
  /// Makes a backup of all objects, and restores it: revisions go back and watches break. \pre
  /// RestoreBackup: there is a backup
  void TakeBackup();
  /// Increases the revision as if `count` changes had been made to other objects.
  void SkipRevisions(std::int64_t count);
  void RestoreBackup();
  void SetExpiredAsHttp(bool on);
  /// Off: `sendInitialEvents` is rejected with 422, as by servers before 1.34.
  void SetWatchList(bool on);
  void SetHistoryLimit(std::size_t changes);
  void SetMaxObjectBytes(std::size_t bytes);
  /// Calls `mutate` for every new pod before it is stored, like a mutating webhook. Must be set
  /// before the first pod.
  void MutateNewPods(std::function<void(nlohmann::json& pod)> mutate);

  // The controller manager.

  /// On by default: garbage is collected after every request that creates some.
  void SetAutomaticGarbageCollection(bool on);
  void CollectGarbage();
  /// Marks a namespace as being deleted, but keeps its content: creations get 403
  /// NamespaceTerminating.
  void TerminateNamespace(std::string_view ns);

  // Observations.

  std::vector<LoggedRequest> Requests();
  /// \param method, resource  "" matches all
  std::size_t CountRequests(std::string_view method, std::string_view resource);
  /// Returns the number of requests of the client that stored something.
  std::size_t CountWrites(std::string_view resource = {});
  void ClearLog();
  std::int64_t Revision();

  /// \param observer  called with each change while the server is locked; must not call the server
  void OnChange(std::function<void(const Change&)> observer);

  // Waiting. Each function gives up after ten seconds and returns whether its condition was met.

  /// Waits until every open watch has delivered all events that it may deliver.
  bool AwaitDelivery();
  bool AwaitWatches(std::string_view plural, std::size_t at_least);
  /// \param condition  evaluated after every activity; may call the server
  bool Await(const std::function<bool()>& condition);

  /// Returns a counter of all activity, for `AwaitActivity`.
  std::uint64_t Activity();
  /// Waits until `Activity` is no longer `seen`, without a deadline. \return false if stopped
  bool AwaitActivity(std::uint64_t seen, const std::stop_token& stop);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace executioner::fakes
