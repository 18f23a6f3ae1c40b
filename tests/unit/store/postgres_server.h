/// \file
/// A PostgreSQL server of the tests' own: in a temporary folder, on a socket there, gone with the
/// process.
#pragma once

#include <memory>
#include <string>

#include "tests/bench/child_process.h"
#include "tests/unit/kube/temporary_folder.h"

namespace executioner::store::testing {

class PostgresServer {
 public:
  /// Started at the first call; all tests of a program share it, each with a database of its own.
  /// \throws std::runtime_error  with what the server said, when it cannot be started
  static PostgresServer& Get();

  /// Makes an empty database. \return the URL to connect to it
  std::string NewDatabase();

  /// Ends the server, for a test that begins it again.
  void End();
  void Begin();

 private:
  PostgresServer();

  std::string UrlOf(const std::string& database) const;

  kube::TemporaryFolder folder_ = {};
  std::unique_ptr<bench::ChildProcess> server_ = {};
  int databases_ = 0;
};

}  // namespace executioner::store::testing
