#include "tests/unit/queue/redis_server.h"

#include <csignal>
#include <stdexcept>
#include <utility>

namespace executioner::queue::testing {

RedisServer::RedisServer(std::vector<std::string> flags) : flags_(std::move(flags)) {
  Start();
}

void RedisServer::Start() {
  std::vector<std::string> command{
      "/usr/bin/redis-server", "--port", "0",           "--unixsocket", Socket(), "--save",      "",
      "--appendonly",          "no",     "--daemonize", "no",           "--dir",  folder_.Path()};
  command.insert(command.end(), flags_.begin(), flags_.end());
  server_ = std::make_unique<bench::ChildProcess>(command);
  if (server_->AwaitLine("server is now ready to accept connections at",
                         std::chrono::seconds{120})) {
    return;
  }
  std::string said;
  for (const std::string& line : server_->Lines()) {
    said += line + "\n";
  }
  throw std::runtime_error("redis-server did not start:\n" + said);
}

void RedisServer::Stop() {
  server_->Signal(SIGKILL);
  server_->Wait();
}

}  // namespace executioner::queue::testing
