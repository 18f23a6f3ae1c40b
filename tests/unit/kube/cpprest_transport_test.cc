#include "controller/kube/cpprest_transport.h"

#include <atomic>
#include <latch>
#include <thread>

#include <gtest/gtest.h>

#include "controller/base/error.h"
#include "tests/unit/kube/transport_fixture.h"

namespace executioner::kube {
namespace {

using fakes::Answering;
using fakes::ReceivedRequest;
using fakes::ServerConnection;
using fakes::SocketServer;

TEST(CpprestTransport, SendsAndReceivesEveryPartOfAnExchange) {
  ReceivedRequest seen;
  SocketServer server(Answering([&](const ReceivedRequest& request, ServerConnection& connection) {
    seen = request;
    connection.Respond(429, R"({"kind":"Status"})", {"Retry-After: 7"});
  }));
  TestClient client(server.Url() + "/prefix", Bearer("secret"));

  const auto response = client.transport.Send({.method = "PATCH",
                                               .path = "/api/v1/pods/a%2Fb?labelSelector=x%3Dy%2Cz",
                                               .content_type = "application/merge-patch+json",
                                               .body = R"({"a":1})"});

  EXPECT_EQ(response.status, 429);
  EXPECT_EQ(response.body, R"({"kind":"Status"})");
  EXPECT_EQ(response.retry_after, std::chrono::seconds(7));
  EXPECT_EQ(seen.method, "PATCH");
  EXPECT_EQ(seen.target, "/prefix/api/v1/pods/a%2Fb?labelSelector=x%3Dy%2Cz");
  EXPECT_EQ(seen.body, R"({"a":1})");
  EXPECT_EQ(seen.Header("content-type"), "application/merge-patch+json");
  EXPECT_EQ(seen.Header("content-length"), "7");
  EXPECT_EQ(seen.Header("authorization"), "Bearer secret");
  EXPECT_EQ(seen.Header("user-agent"), "executioner/test");
  EXPECT_EQ(seen.Header("accept"), "application/json");
  EXPECT_EQ(seen.Header("accept-encoding"), std::nullopt);
}

TEST(CpprestTransport, ReusesItsConnection) {
  SocketServer server(Answering([](const ReceivedRequest& request, ServerConnection& connection) {
    connection.Respond(200, request.target);
  }));
  TestClient client(server);

  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(client.transport.Send({.method = "GET", .path = "/x"}).body, "/x");
  }

  EXPECT_EQ(server.Accepted(), 1);
}

TEST(CpprestTransport, ReachesAnIpv6Address) {
  std::optional<SocketServer> server;
  try {
    server.emplace(Answering([](const ReceivedRequest& request, ServerConnection& connection) {
                     connection.Respond(200, request.Header("host").value_or(""));
                   }),
                   std::nullopt, "::1");
  } catch (const std::runtime_error& error) {
    GTEST_SKIP() << "this machine has no IPv6: " << error.what();
  }
  TestClient client(*server);

  EXPECT_EQ(client.transport.Send({.method = "GET", .path = "/"}).status, 200);
}

TEST(CpprestTransport, HasManyRequestsInFlightAtOnce) {
  constexpr int kMany = 16;
  std::latch all_here(kMany);
  SocketServer server(Answering([&](const ReceivedRequest& request, ServerConnection& connection) {
    all_here.arrive_and_wait();
    connection.Respond(200, request.target);
  }));
  TestClient client(server);

  std::vector<std::future<HttpResponse>> futures;
  futures.reserve(kMany);
  for (int i = 0; i < kMany; ++i) {
    futures.push_back(client.transport.Start({.method = "GET", .path = "/" + std::to_string(i)}));
  }

  for (int i = 0; i < kMany; ++i) {
    EXPECT_EQ(futures[static_cast<std::size_t>(i)].get().body, "/" + std::to_string(i));
  }
}

// Known behaviour of the library: the reason why every write of ours must be idempotent.
TEST(CpprestTransport, SendsAPostAgainIfAReusedConnectionDies) {
  std::atomic<int> posts = 0;
  SocketServer server([&](ServerConnection& connection) {
    while (const auto request = connection.ReadRequest()) {
      if (request->method == "POST" && ++posts == 1) {
        return;
      }
      connection.Respond(200, request->body);
    }
  });
  TestClient client(server);
  client.transport.Send({.method = "GET", .path = "/"});

  const auto response = client.transport.Send(
      {.method = "POST", .path = "/", .content_type = "application/json", .body = "{}"});

  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "{}");
  EXPECT_EQ(posts, 2);
}

TEST(CpprestTransport, ReportsAResetBeforeTheResponse) {
  SocketServer server([](ServerConnection& connection) {
    connection.ReadRequest();
    connection.ResetOnClose();
  });
  TestClient client(server);

  const auto response = client.transport.Send({.method = "GET", .path = "/healthz"});

  EXPECT_EQ(response.status, 0);
  EXPECT_NE(response.body.find("GET /healthz: "), std::string::npos) << response.body;
}

TEST(CpprestTransport, ReportsAResetInTheMiddleOfTheBody) {
  SocketServer server([](ServerConnection& connection) {
    connection.ReadRequest();
    connection.Write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
  });
  TestClient client(server);

  EXPECT_EQ(client.transport.Send({.method = "GET", .path = "/"}).status, 0);
}

TEST(CpprestTransport, ReportsGarbageInsteadOfHttp) {
  SocketServer server([](ServerConnection& connection) {
    connection.ReadRequest();
    connection.Write("SSH-2.0-OpenSSH_9.2\r\n\r\n");
  });
  TestClient client(server);

  EXPECT_EQ(client.transport.Send({.method = "GET", .path = "/"}).status, 0);
}

TEST(CpprestTransport, ReportsARefusedConnection) {
  std::string url;
  {
    const SocketServer gone([](ServerConnection&) {});
    url = gone.Url();
  }
  TestClient client(url);

  const auto response = client.transport.Send({.method = "GET", .path = "/"});

  EXPECT_EQ(response.status, 0);
  EXPECT_EQ(response.body, "GET /: cannot connect to the server: No route to host");
}

TEST(CpprestTransport, ReportsAServerThatClosesTheConnectionInsteadOfAnswering) {
  SocketServer server([](ServerConnection& connection) { connection.ReadRequest(); });
  TestClient client(server);

  const auto response = client.transport.Send({.method = "POST", .path = "/p", .body = "{}"});

  EXPECT_EQ(response.status, 0);
  EXPECT_TRUE(response.closed);
  EXPECT_EQ(response.body, "POST /p: the server closed the connection instead of answering");
}

TEST(CpprestTransport, ReportsAnIncompleteResponse) {
  SocketServer server([](ServerConnection& connection) {
    connection.ReadRequest();
    connection.Write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc");
  });
  TestClient client(server);

  const auto response = client.transport.Send({.method = "GET", .path = "/p"});

  EXPECT_EQ(response.status, 0);
  EXPECT_FALSE(response.closed);
  EXPECT_EQ(response.body, "GET /p: the server closed the connection in the middle of its answer");
}

TEST(CpprestTransport, GivesUpOnASilentServer) {
  SocketServer server([](ServerConnection& connection) {
    connection.ReadRequest();
    connection.WaitForClose();
  });
  TestClient client(server, {}, std::chrono::milliseconds(100));

  const auto response = client.transport.Send({.method = "GET", .path = "/"});

  EXPECT_EQ(response.status, 0);
  EXPECT_EQ(response.body, "GET /: no data from the server for 100 ms");
}

TEST(CpprestTransport, RejectsAnUnboundedResponse) {
  SocketServer server(Answering([](const ReceivedRequest&, ServerConnection& connection) {
    connection.Respond(200, std::string((1U << 20U) + 1, 'x'));
  }));
  TestClient client(server);

  const auto response = client.transport.Send({.method = "GET", .path = "/"});

  EXPECT_EQ(response.status, 0);
  EXPECT_EQ(response.body, "GET /: the response is too large");
}

TEST(CpprestTransport, DoesNotSendAMalformedPath) {
  SocketServer server(Answering(
      [](const ReceivedRequest&, ServerConnection& connection) { connection.Respond(200, ""); }));
  TestClient client(server);

  EXPECT_EQ(client.transport.Send({.method = "GET", .path = "/a b\r\nX: y"}).status, 0);
  EXPECT_EQ(server.Accepted(), 0);
}

TEST(CpprestTransport, DoesNotFollowRedirects) {
  std::atomic<bool> leaked = false;
  SocketServer other(Answering([&](const ReceivedRequest&, ServerConnection& connection) {
    leaked = true;
    connection.Respond(200, "");
  }));
  SocketServer server(Answering([&](const ReceivedRequest&, ServerConnection& connection) {
    connection.Respond(302, "", {"Location: " + other.Url() + "/"});
  }));
  TestClient client(server, Bearer("secret"));

  EXPECT_EQ(client.transport.Send({.method = "GET", .path = "/"}).status, 302);
  EXPECT_FALSE(leaked);
}

TEST(CpprestTransport, FulfilsFuturesWhenItIsDestroyed) {
  std::latch arrived(1);
  SocketServer server([&](ServerConnection& connection) {
    connection.ReadRequest();
    arrived.count_down();
    connection.WaitForClose();
  });
  std::future<HttpResponse> pending;
  {
    TestClient client(server);
    pending = client.transport.Start({.method = "GET", .path = "/"});
    arrived.wait();
  }
  EXPECT_EQ(pending.get().status, 0);
}

TEST(CpprestTransport, RejectsAServerWithoutAScheme) {
  SettableCredentials credentials;
  EXPECT_THROW(CpprestTransport({.server = "localhost:8080"}, credentials),
               base::ConfigurationError);
}

}  // namespace
}  // namespace executioner::kube
