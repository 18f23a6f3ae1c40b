/// \file
/// The inside of FakeApiServer: everything behind its one mutex, which must be held for every
/// method.
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

  /// Counts something that happened and wakes whoever waits for it.
  void Happened();

  /// Collects garbage, whether it is automatic or not.
  void Collect();

  /// Answers a request, whoever sent it.
  kube::HttpResponse Execute(const kube::HttpRequest& request);

  /// Answers a request of the client: with faults, and into the log.
  kube::HttpResponse Serve(const kube::HttpRequest& request);

  /// Opens a watch of the client. \return null when it did not open, and why in `end`
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
