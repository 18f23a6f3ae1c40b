/// \file
/// The state of FakeApiServer, guarded by its mutex, which must be held for every method.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "tests/fakes/fake_api/api.h"
#include "tests/fakes/fake_api/faults.h"
#include "tests/fakes/fake_api/watch_hub.h"
#include "tests/fakes/fake_api_server.h"

namespace executioner::fakes {

inline constexpr const char* kConnectionReset = "connection reset by peer";

struct FakeApiServer::State {
  explicit State(const base::Clock& clock);

  /// Counts an activity and wakes the threads that wait for one.
  void Happened();

  /// Collects garbage, even if automatic collection is off.
  void Collect();

  /// Answers a request of any client.
  kube::HttpResponse Execute(const kube::HttpRequest& request);

  /// Answers a request of the client under test: with faults, and logged.
  kube::HttpResponse Serve(const kube::HttpRequest& request);

  /// Opens a watch of the client under test. \return null if it cannot be opened, with the reason
  /// in `end`
  std::shared_ptr<Watch> Open(const kube::HttpRequest& request, kube::StreamEnd& end);

  std::mutex mutex;
  std::condition_variable_any changed;
  Api api;
  WatchHub hub;
  FaultScript faults;
  std::vector<LoggedRequest> log;
  std::optional<ObjectStore> backup;
  std::uint64_t activity = 0;
  bool garbage = false;
  bool automatic_collection = true;

 private:
  kube::HttpResponse ExecuteLogged(const kube::HttpRequest& request, LoggedRequest& entry);
  std::shared_ptr<Watch> OpenRoute(const kube::HttpRequest& request, kube::StreamEnd& end);
};

}  // namespace executioner::fakes
