#include <latch>
#include <stop_token>
#include <thread>

#include <gtest/gtest.h>

#include "tests/unit/kube/transport_fixture.h"

namespace executioner::kube {
namespace {

using fakes::Answering;
using fakes::ReceivedRequest;
using fakes::ServerConnection;
using fakes::SocketServer;
using namespace std::chrono_literals;

using Lines = std::vector<std::string>;

const HttpRequest kWatch{.method = "GET", .path = "/api/v1/pods?watch=1"};

TEST(TransportStream, JoinsLinesThatAreSplitOverChunks) {
  SocketServer server([](ServerConnection& connection) {
    connection.ReadRequest();
    connection.StartChunks();
    connection.Chunk("one\ntw");
    connection.Chunk("o");
    connection.Chunk("\n\nthree\n");
    connection.EndChunks();
  });
  TestClient client(server);
  KeepingSink sink;

  const auto end = client.transport.Stream(kWatch, sink, 30s, {});

  EXPECT_EQ(sink.Lines(), (Lines{"one", "two", "", "three"}));
  EXPECT_EQ(end.status, 200);
  EXPECT_EQ(end.error, "");
}

TEST(TransportStream, ReportsAnEndWithinALine) {
  SocketServer server([](ServerConnection& connection) {
    connection.ReadRequest();
    connection.StartChunks();
    connection.Chunk("whole\nhal");
    connection.EndChunks();
  });
  TestClient client(server);
  KeepingSink sink;

  const auto end = client.transport.Stream(kWatch, sink, 30s, {});

  EXPECT_EQ(sink.Lines(), Lines{"whole"});
  EXPECT_EQ(end.error, "the stream ended in the middle of a line");
}

TEST(TransportStream, ReportsALostConnection) {
  SocketServer server([](ServerConnection& connection) {
    connection.ReadRequest();
    connection.StartChunks();
    connection.Chunk("whole\n");
    connection.Write("10\r\nhal");
  });
  TestClient client(server);
  KeepingSink sink;

  const auto end = client.transport.Stream(kWatch, sink, 30s, {});

  EXPECT_EQ(sink.Lines(), Lines{"whole"});
  EXPECT_EQ(end.status, 200);
  EXPECT_NE(end.error, "");
}

TEST(TransportStream, StopsWhileTheServerIsSilent) {
  SocketServer server([](ServerConnection& connection) {
    connection.ReadRequest();
    connection.StartChunks();
    connection.Chunk("first\n");
    connection.WaitForClose();
  });
  TestClient client(server);
  KeepingSink sink;
  std::stop_source stop;
  std::jthread stopper([&] {
    sink.WaitFor(1);
    stop.request_stop();
  });

  const auto end = client.transport.Stream(kWatch, sink, 60s, stop.get_token());

  EXPECT_EQ(end.error, "stopped");
}

TEST(TransportStream, StopsWhileLinesArrive) {
  std::atomic<bool> done = false;
  SocketServer server([&](ServerConnection& connection) {
    connection.ReadRequest();
    connection.StartChunks();
    while (!done) {
      connection.Chunk("line\n");
    }
  });
  TestClient client(server);
  KeepingSink sink;
  std::stop_source stop;
  std::jthread stopper([&] {
    sink.WaitFor(100);
    stop.request_stop();
  });

  const auto end = client.transport.Stream(kWatch, sink, 60s, stop.get_token());
  const auto lines = sink.Lines().size();
  done = true;

  EXPECT_EQ(end.error, "stopped");
  EXPECT_EQ(sink.Lines().size(), lines) << "the sink was called after the stream had ended";
}

TEST(TransportStream, DoesNotStartAfterStop) {
  SocketServer server([](ServerConnection& connection) {
    connection.ReadRequest();
    connection.WaitForClose();
  });
  TestClient client(server);
  KeepingSink sink;
  std::stop_source stop;
  stop.request_stop();

  EXPECT_EQ(client.transport.Stream(kWatch, sink, 60s, stop.get_token()).error, "stopped");
}

TEST(TransportStream, EndsWhenTheSinkHasEnough) {
  std::latch closed(1);
  SocketServer server([&](ServerConnection& connection) {
    connection.ReadRequest();
    connection.StartChunks();
    connection.Chunk("a\nb\nc\n");
    connection.WaitForClose();
    closed.count_down();
  });
  TestClient client(server);
  KeepingSink sink;
  sink.EndAfter(2);

  const auto end = client.transport.Stream(kWatch, sink, 60s, {});
  closed.wait();

  EXPECT_EQ(sink.Lines(), (Lines{"a", "b"}));
  EXPECT_EQ(end.status, 200);
  EXPECT_EQ(end.error, "");
}

TEST(TransportStream, EndsAnIdleConnection) {
  SocketServer server([](ServerConnection& connection) {
    connection.ReadRequest();
    connection.StartChunks();
    connection.Chunk("first\n");
    connection.WaitForClose();
  });
  TestClient client(server);
  KeepingSink sink;

  const auto end = client.transport.StreamBriefly(kWatch, sink, 100ms, {});

  EXPECT_EQ(sink.Lines(), Lines{"first"});
  EXPECT_EQ(end.error, "GET /api/v1/pods?watch=1: no data from the server for 100 ms");
}

TEST(TransportStream, DoesNotPassErrorBodiesToTheSink) {
  SocketServer server(Answering([](const ReceivedRequest&, ServerConnection& connection) {
    connection.Respond(410, "{\"kind\":\"Status\"}\n", {"Retry-After: 1"});
  }));
  TestClient client(server);
  KeepingSink sink;

  const auto end = client.transport.Stream(kWatch, sink, 30s, {});

  EXPECT_EQ(end.status, 410);
  EXPECT_EQ(end.body, "{\"kind\":\"Status\"}\n");
  EXPECT_EQ(end.error, "");
  EXPECT_EQ(end.retry_after, 1s);
  EXPECT_TRUE(sink.Lines().empty());
}

TEST(TransportStream, RejectsAnUnboundedLine) {
  SocketServer server([](ServerConnection& connection) {
    connection.ReadRequest();
    connection.StartChunks();
    connection.Chunk(std::string((1U << 20U) + 1, 'x'));
    connection.WaitForClose();
  });
  TestClient client(server);
  KeepingSink sink;

  EXPECT_EQ(client.transport.Stream(kWatch, sink, 30s, {}).error,
            "a line of the stream is too long");
}

TEST(TransportStream, ReportsARefusedConnection) {
  std::string url;
  {
    const SocketServer gone([](ServerConnection&) {});
    url = gone.Url();
  }
  TestClient client(url);
  KeepingSink sink;

  const auto end = client.transport.Stream(kWatch, sink, 30s, {});

  EXPECT_EQ(end.status, 0);
  EXPECT_NE(end.error.find("cannot connect to the server"), std::string::npos) << end.error;
}

TEST(TransportStream, RetriesOnceWithNewCredentialsAfterA401) {
  SocketServer server(Answering([](const ReceivedRequest& request, ServerConnection& connection) {
    if (request.Header("authorization") == "Bearer new") {
      connection.Respond(200, "line\n");
    } else {
      connection.Respond(401, "old token\n");
    }
  }));
  TestClient client(server, Bearer("old"));
  client.credentials.SetNext(Bearer("new"));
  KeepingSink sink;

  const auto end = client.transport.Stream(kWatch, sink, 30s, {});

  EXPECT_EQ(end.status, 200);
  EXPECT_EQ(end.body, "");
  EXPECT_EQ(sink.Lines(), Lines{"line"});
}

}  // namespace
}  // namespace executioner::kube
