/// \file
/// Injected faults: which requests fail, and how. Deterministic; not thread-safe.
#pragma once

#include <chrono>
#include <optional>
#include <regex>
#include <string>
#include <vector>

#include "controller/kube/transport.h"

namespace executioner::fakes {

/// A fault of the script.
/// \par Example
/// server.Inject({.method = "POST", .path = "/pods$", .skip = 2, .status = 429,
///                .retry_after = std::chrono::seconds{1}});         // the third pod
/// server.Inject({.kind = Fault::Kind::kDropAfter, .method = "PATCH", .path = "/status$"});
struct Fault {
  enum class Kind {
    kAnswer,      ///< not executed; answered with `status`, `body` and `retry_after`
    kDropBefore,  ///< not executed; no response (status 0)
    kClose,       ///< not executed; the connection is closed, as by a server that panics
    kDropAfter,   ///< executed; no response (status 0)
    kDuplicate,   ///< executed twice, as after a silent re-send; the second response is returned
  };
  Kind kind = Kind::kAnswer;
  std::string method = {};  ///< empty: any
  std::string path = {};    ///< ECMAScript regex, searched in path and query; empty: any
  int skip = 0;             ///< number of matching requests that pass first
  int times = 1;            ///< number of requests that then fail; negative: all
  int status = 500;
  std::string body = {};  ///< empty: a Status that matches `status`
  std::optional<std::chrono::seconds> retry_after = std::nullopt;
};

/// The script, and the simulated death of the client.
class FaultScript {
 public:
  void Add(Fault fault);

  void Clear() { entries_.clear(); }

  /// Returns the first fault that matches this request, and counts it.
  std::optional<Fault> Next(const kube::HttpRequest& request);

  /// After `writes` more writes, all requests fail.
  void KillAfterWrites(int writes) { writes_left_ = writes; }

  void Revive() { writes_left_.reset(); }

  bool IsDead() const { return writes_left_ && *writes_left_ <= 0; }

  void CountWrite();

 private:
  struct Entry {
    Fault fault;
    std::regex path;
  };

  std::vector<Entry> entries_;
  std::optional<int> writes_left_;
};

/// Returns the response of a kAnswer fault.
kube::HttpResponse AnswerOf(const Fault& fault);

}  // namespace executioner::fakes
