/// \file
/// A Redis server of a test's own: on a socket in a temporary folder, without persistence, gone
/// with the object and with the process.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/bench/child_process.h"
#include "tests/unit/kube/temporary_folder.h"

namespace executioner::queue::testing {

class RedisServer {
 public:
  /// \param flags  more of redis-server's
  /// \throws std::runtime_error  with what the server said, when it cannot be started
  explicit RedisServer(std::vector<std::string> flags = {});

  std::string Socket() const { return folder_.Path() / "redis.sock"; }

  std::string Url() const { return "unix:" + Socket(); }

  /// Ends the server with all that it holds.
  void Stop();

  /// Starts it again, empty.
  void Start();

 private:
  kube::TemporaryFolder folder_ = {};
  std::vector<std::string> flags_;
  std::unique_ptr<bench::ChildProcess> server_ = {};
};

}  // namespace executioner::queue::testing
