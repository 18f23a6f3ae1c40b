/// \file
/// A PostgreSQL server for tests: in a temporary folder, on a socket there. It ends with the
/// process.
#pragma once

#include <memory>
#include <string>

#include "tests/bench/child_process.h"
#include "tests/unit/kube/temporary_folder.h"

namespace executioner::store::testing {

class PostgresServer {
 public:
  /// Starts the server at the first call; all tests of a program share it, each with its own
  /// database.
  /// \throws std::runtime_error  with the server's output, if it cannot be started
  static PostgresServer& Get();

  /// Starts a separate server that a test may stop.
  PostgresServer();

  /// Creates an empty database. \return its URL, with a password that the server ignores
  std::string NewDatabase();

  /// Ends connections and the server, like a restart of its machine.
  void Stop();

  /// Starts the server again at the same place, with its data on disk.
  void Start();

 private:
  std::string UrlOf(const std::string& database) const;

  kube::TemporaryFolder folder_ = {};
  std::unique_ptr<bench::ChildProcess> server_ = {};
  int databases_ = 0;
};

}  // namespace executioner::store::testing
