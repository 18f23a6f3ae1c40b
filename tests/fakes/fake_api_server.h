/// \file
/// A Kubernetes API server in this process, behind the Transport door: real revisions, conflicts,
/// finalizers, garbage collection and watches, plus faults on request. What it models is checked
/// against a real kube-apiserver by tests/contract/fake_api_server_test.cc. Safe from any thread.
///
/// \par Example
/// ManualClock clock;
/// FakeApiServer server(clock);
/// kube::Client client(server);
/// server.CreateObject("/apis/executioner.dev/v1alpha1/namespaces/a/workflows", workflow);
/// server.KillAfterWrites(3);
/// // ... the controller runs into the wall; then a new one starts:
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

/// A request that came through the Transport.
struct LoggedRequest {
  std::string method = {};
  std::string path = {};
  std::string body = {};
  std::string resource = {};  ///< plural; "" when the path names none
  int status = 0;             ///< as the client saw it; 0 for none, and for a watch that is open
  bool committed = false;     ///< something was stored or removed, whatever the client saw
};

class FakeApiServer : public kube::Transport {
 public:
  /// \param clock  for timestamps; borrowed, outlives the server
  explicit FakeApiServer(const base::Clock& clock);

  /// Every Stream must have returned by now.
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

  // The side of everybody else: users, the kubelet, the test. No faults, not in the log.

  /// Answers a request as the API server would.
  kube::HttpResponse Admin(const kube::HttpRequest& request);

  /// \return the object at `path`, null when there is none
  nlohmann::json Object(std::string_view path);
  /// \return the items of a collection
  std::vector<nlohmann::json> Objects(std::string_view path);
  /// \return the object as stored \throws std::logic_error with the server's words when refused
  nlohmann::json CreateObject(std::string_view collection, const nlohmann::json& object);
  /// JSON merge patch. \throws std::logic_error
  nlohmann::json MergeObject(std::string_view path, const nlohmann::json& patch);
  /// \param options  metav1.DeleteOptions \throws std::logic_error
  void DeleteObject(std::string_view path,
                    const nlohmann::json& options = nlohmann::json::object());

  // Faults.

  void Inject(Fault fault);
  void ClearFaults();

  /// Plays the death of the client after its k-th write from now: that write is stored, its answer
  /// and everything after is lost, watches break. 0: dead at once.
  void KillAfterWrites(int k);
  bool IsDead();
  void Revive();

  /// Nothing that happens from now on is delivered to watches of a resource: the client's cache
  /// grows stale. `plural` "" means every resource, here and below.
  void FreezeWatches(std::string_view plural);
  void ThawWatches(std::string_view plural);
  /// Lets the next changes of a frozen resource through.
  void ThawNext(std::string_view plural, int changes);

  /// Ends open watches in an orderly way, after what is queued, as a timeout does.
  void EndWatches(std::string_view plural);
  /// Breaks open watches at once; what is queued is lost.
  void BreakWatches(std::string_view plural);
  /// The next event of each open watch is cut in half, then the connection breaks.
  void CutNextEvent(std::string_view plural);
  /// Puts a raw line into open watches.
  void InsertLine(std::string_view plural, const std::string& line);
  /// An ERROR event with this Status, then the end of the stream.
  void SendWatchError(std::string_view plural, int code, const std::string& reason);
  void SendBookmarks(std::string_view plural);

  /// Forgets history and page tokens: older revisions get 410, by default as an ERROR event.
  void Compact();
  /// Keeps a copy of everything, and puts it in place of everything: revisions go back, watches
  /// break. \pre of RestoreBackup: there is a backup
  void TakeBackup();
  /// As if so much had happened elsewhere.
  void SkipRevisions(std::int64_t count);
  void RestoreBackup();
  void SetExpiredAsHttp(bool on);
  /// Off: `sendInitialEvents` is refused with 422, as by servers before 1.34.
  void SetWatchList(bool on);
  void SetHistoryLimit(std::size_t changes);
  void SetMaxObjectBytes(std::size_t bytes);
  /// Every pod that is created passes `mutate` before it is stored, as through a mutating webhook.
  /// Before the first pod.
  void MutateNewPods(std::function<void(nlohmann::json& pod)> mutate);

  // The controller manager.

  /// On by default: garbage is collected after every request that makes some.
  void SetAutomaticGarbageCollection(bool on);
  void CollectGarbage();
  /// Marks a namespace as being deleted and keeps its content: creations get 403
  /// NamespaceTerminating.
  void TerminateNamespace(std::string_view ns);

  // What happened.

  std::vector<LoggedRequest> Requests();
  /// \param method, resource  "" counts all
  std::size_t CountRequests(std::string_view method, std::string_view resource);
  /// Requests of the client that stored something.
  std::size_t CountWrites(std::string_view resource = {});
  void ClearLog();
  std::int64_t Revision();

  /// \param observer  called with each change while the server is locked: must not call it back
  void OnChange(std::function<void(const Change&)> observer);

  // Waiting. Each gives up after ten seconds and says whether it saw what it waited for.

  /// Waits until every open watch has delivered all it may.
  bool AwaitDelivery();
  bool AwaitWatches(std::string_view plural, std::size_t at_least);
  /// \param condition  asked again after everything that happens; may call the server
  bool Await(const std::function<bool()>& condition);

  /// Counts everything that happens; for `AwaitActivity`.
  std::uint64_t Activity();
  /// Waits until `Activity` is not `seen` any more, without a deadline. \return false when stopped
  bool AwaitActivity(std::uint64_t seen, const std::stop_token& stop);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace executioner::fakes
