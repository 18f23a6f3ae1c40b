/// \file
/// A Redis server for a test: on a socket in a temporary folder, without persistence. It ends with
/// the object or the process.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/bench/child_process.h"
#include "tests/unit/kube/temporary_folder.h"

namespace executioner::queue::testing {

class RedisServer {
 public:
  /// \param flags  additional flags of redis-server
  /// \throws std::runtime_error  with the server's output, if it cannot be started
  explicit RedisServer(std::vector<std::string> flags = {});

  std::string Socket() const { return folder_.Path() / "redis.sock"; }

  std::string Url() const { return "unix:" + Socket(); }

  /// Stops the server; its data is lost.
  void Stop();

  /// Starts it again, empty.
  void Start();

 private:
  kube::TemporaryFolder folder_ = {};
  std::vector<std::string> flags_;
  std::unique_ptr<bench::ChildProcess> server_ = {};
};

}  // namespace executioner::queue::testing
