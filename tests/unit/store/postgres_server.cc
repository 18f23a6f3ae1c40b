#include "tests/unit/store/postgres_server.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <unistd.h>

#include "controller/adapters/store/postgres_database.h"

namespace executioner::store::testing {
namespace {

/// The newest installed version's programs; Debian keeps them out of PATH.
std::string Programs() {
  std::string newest;
  for (const auto& entry : std::filesystem::directory_iterator("/usr/lib/postgresql")) {
    newest = std::max(newest, entry.path().string());
  }
  return newest + "/bin/";
}

/// The server refuses to run as root.
std::vector<std::string> AsServerUser() {
  if (geteuid() != 0) {
    return {"/usr/bin/setpriv", "--pdeathsig", "KILL"};
  }
  return {"/usr/bin/setpriv", "--reuid=postgres", "--regid=postgres",
          "--clear-groups",   "--pdeathsig",      "KILL"};
}

std::vector<std::string> Command(std::vector<std::string> arguments) {
  std::vector<std::string> command = AsServerUser();
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

[[noreturn]] void Fail(const bench::ChildProcess& process) {
  std::string said;
  for (const std::string& line : process.Lines()) {
    said += line + "\n";
  }
  throw std::runtime_error("PostgreSQL did not start:\n" + said);
}

}  // namespace

PostgresServer& PostgresServer::Get() {
  static PostgresServer server;
  return server;
}

PostgresServer::PostgresServer() {
  const std::string folder = folder_.Path();
  const std::string data = folder + "/data";
  if (geteuid() == 0 && std::system(("chown postgres " + folder).c_str()) != 0) {
    throw std::runtime_error("there is no user postgres");
  }
  bench::ChildProcess prepare(
      Command({Programs() + "initdb", "-D", data, "-A", "trust", "-U", "postgres", "--no-sync"}));
  if (prepare.Wait() != 0) {
    Fail(prepare);
  }
  Begin();
}

void PostgresServer::Begin() {
  const std::string folder = folder_.Path();
  server_ = std::make_unique<bench::ChildProcess>(
      Command({Programs() + "postgres", "-D", folder + "/data", "-k", folder, "-c",
               "listen_addresses=", "-c", "fsync=off"}));
  if (!server_->AwaitLine("ready to accept connections", std::chrono::seconds{120})) {
    Fail(*server_);
  }
}

void PostgresServer::End() {
  server_->Signal(SIGINT);  // ends all connections
  server_->Wait();
}

std::string PostgresServer::UrlOf(const std::string& database) const {
  return "postgresql:///" + database + "?user=postgres&host=" + folder_.Path().string();
}

std::string PostgresServer::NewDatabase() {
  const std::string name = "test" + std::to_string(++databases_);
  PostgresDatabase(UrlOf("postgres")).Run("CREATE DATABASE " + name);
  return UrlOf(name);
}

}  // namespace executioner::store::testing
