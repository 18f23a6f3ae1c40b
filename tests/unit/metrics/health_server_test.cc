#include "controller/adapters/metrics/health_server.h"

#include <arpa/inet.h>
#include <atomic>
#include <memory>
#include <string>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

#include "controller/base/error.h"

namespace executioner::metrics {
namespace {

/// Long enough on the slowest machine, and short of what a filled server took.
constexpr timeval kPatience{.tv_sec = 20, .tv_usec = 0};

/// A TCP connection to this machine.
class Connection {
 public:
  explicit Connection(int port) : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof(kPatience));
    EXPECT_EQ(connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
  }

  ~Connection() { close(socket_); }

  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void Send(const std::string& text) const {
    EXPECT_EQ(send(socket_, text.data(), text.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(text.size()));
  }

  /// Returns all bytes until the peer closes the connection or is idle for too long.
  std::string Read() const {
    std::string text;
    std::string piece(4096, '\0');
    for (ssize_t read = recv(socket_, piece.data(), piece.size(), 0); read > 0;
         read = recv(socket_, piece.data(), piece.size(), 0)) {
      text.append(piece, 0, static_cast<std::size_t>(read));
    }
    return text;
  }

 private:
  const int socket_;
};

std::string Get(int port, const std::string& path) {
  const Connection connection(port);
  connection.Send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
  return connection.Read();
}

/// Connections that send nothing, or a request that never ends.
std::vector<std::unique_ptr<Connection>> Fill(int port, int count, const std::string& begin = "") {
  std::vector<std::unique_ptr<Connection>> connections;
  for (int i = 0; i < count; ++i) {
    connections.push_back(std::make_unique<Connection>(port));
    connections.back()->Send(begin);
  }
  return connections;
}

/// The servers are shared: civetweb takes seconds to stop.
class HealthServerTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    const auto ready = [] { return is_ready.load(); };
    probes =
        std::make_unique<HealthServer>(ProbeListener("127.0.0.1:0"), HealthAnswers{.ready = ready});
    metrics = std::make_unique<HealthServer>(
        MetricsListener("127.0.0.1:0"),
        HealthAnswers{.ready = ready, .metrics = [] { return std::string("a_metric 1\n"); }});
  }

  static void TearDownTestSuite() {
    probes.reset();
    metrics.reset();
  }

  static void ExpectProbesAnswer() {
    EXPECT_TRUE(Get(probes->Port(), "/healthz").starts_with("HTTP/1.1 200 "));
    EXPECT_TRUE(Get(probes->Port(), "/readyz").starts_with("HTTP/1.1 200 "));
  }

  static inline std::atomic<bool> is_ready = true;
  static inline std::unique_ptr<HealthServer> probes;
  static inline std::unique_ptr<HealthServer> metrics;
};

TEST_F(HealthServerTest, ReportsReadiness) {
  ExpectProbesAnswer();
  is_ready = false;
  EXPECT_TRUE(Get(probes->Port(), "/readyz").starts_with("HTTP/1.1 503 "));
  EXPECT_TRUE(Get(probes->Port(), "/healthz").starts_with("HTTP/1.1 200 "));
  is_ready = true;
}

TEST_F(HealthServerTest, ServesMetricsOnTheirOwnPortOnly) {
  EXPECT_TRUE(Get(metrics->Port(), "/metrics").ends_with("\r\n\r\na_metric 1\n"));
  EXPECT_TRUE(Get(metrics->Port(), "/healthz").starts_with("HTTP/1.1 200 "))
      << "as monitors of older releases ask for it";
  EXPECT_TRUE(Get(probes->Port(), "/metrics").starts_with("HTTP/1.1 404 "));
}

TEST_F(HealthServerTest, AnswersProbesUnderLoadOnTheMetricsPort) {
  const auto idle = Fill(metrics->Port(), 200);
  const auto slow = Fill(metrics->Port(), 50, "GET /metrics HTTP/1.1\r\nX: ");
  ExpectProbesAnswer();
}

TEST_F(HealthServerTest, AnswersProbesDespiteIdleConnections) {
  const auto idle = Fill(probes->Port(), 50);
  const auto slow = Fill(probes->Port(), 50, "GET /healthz HTTP/1.1\r\nX: ");
  ExpectProbesAnswer();
}

TEST_F(HealthServerTest, ClosesAConnectionAfterItsAnswer) {
  const Connection connection(probes->Port());
  connection.Send("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_TRUE(connection.Read().ends_with("ok\n")) << "read to its end";
}

TEST_F(HealthServerTest, NamesTheFlagOfAnAddressThatCannotBeUsed) {
  const std::string taken = "127.0.0.1:" + std::to_string(probes->Port());
  for (const Listener& listener : {ProbeListener(taken), MetricsListener(taken)}) {
    try {
      const HealthServer second(listener, {});
      ADD_FAILURE() << listener.flag;
    } catch (const base::ConfigurationError& error) {
      EXPECT_NE(std::string(error.what()).find(listener.flag), std::string::npos) << error.what();
    }
  }
}

}  // namespace
}  // namespace executioner::metrics
