#include <gtest/gtest.h>

#include "controller/base/error.h"
#include "tests/fakes/test_pki.h"
#include "tests/unit/kube/transport_fixture.h"

namespace executioner::kube {
namespace {

using fakes::Answering;
using fakes::Issue;
using fakes::MakeAuthority;
using fakes::ReceivedRequest;
using fakes::ServerConnection;
using fakes::ServerTls;
using fakes::SocketServer;

const HttpRequest kGet{.method = "GET", .path = "/"};

SocketServer::Serve SayingHello() {
  return Answering([](const ReceivedRequest&, ServerConnection& connection) {
    connection.Respond(200, "hello");
  });
}

TEST(TransportTls, AcceptsAServerOfTheRightAuthority) {
  const auto authority = MakeAuthority("ours");
  SocketServer server(SayingHello(), ServerTls{Issue(authority, "api", {"IP:127.0.0.1"})});
  TestClient client(server, Trusting(authority.certificate));

  EXPECT_EQ(client.transport.Send(kGet).body, "hello");
  EXPECT_EQ(client.transport.Send(kGet).body, "hello");
  EXPECT_EQ(server.Accepted(), 1);
}

TEST(TransportTls, RejectsAServerOfAnotherAuthority) {
  SocketServer server(SayingHello(),
                      ServerTls{Issue(MakeAuthority("theirs"), "api", {"IP:127.0.0.1"})});
  TestClient client(server, Trusting(MakeAuthority("ours").certificate));

  const auto response = client.transport.Send(kGet);

  EXPECT_EQ(response.status, 0);
  EXPECT_NE(response.body.find("certificate was rejected"), std::string::npos) << response.body;
  EXPECT_NE(response.body.find("issuer"), std::string::npos) << response.body;
}

TEST(TransportTls, RejectsAnUnknownServerIfNoAuthorityIsConfigured) {
  SocketServer server(SayingHello(),
                      ServerTls{Issue(MakeAuthority("theirs"), "api", {"IP:127.0.0.1"})});
  TestClient client(server, Trusting(""));

  EXPECT_EQ(client.transport.Send(kGet).status, 0);
}

TEST(TransportTls, RejectsACertificateForAnotherHost) {
  const auto authority = MakeAuthority("ours");
  SocketServer server(SayingHello(), ServerTls{Issue(authority, "api", {"DNS:elsewhere"})});
  TestClient client(server, Trusting(authority.certificate));

  const auto response = client.transport.Send(kGet);

  EXPECT_EQ(response.status, 0);
  EXPECT_NE(response.body.find("another host name"), std::string::npos) << response.body;
}

TEST(TransportTls, VerifiesTheServerNameOfTheConfiguration) {
  const auto authority = MakeAuthority("ours");
  SocketServer server(SayingHello(), ServerTls{Issue(authority, "api", {"DNS:kubernetes"})});
  const TlsSettings settings{.ca_pem = authority.certificate, .server_name = "kubernetes"};
  TestClient client(server, {.tls = std::make_shared<TlsMaterial>(settings)});

  EXPECT_EQ(client.transport.Send(kGet).body, "hello");
}

TEST(TransportTls, SkipsVerificationOnlyIfConfigured) {
  SocketServer server(SayingHello(), ServerTls{Issue(MakeAuthority("theirs"), "api")});
  TestClient client(server, {.tls = std::make_shared<TlsMaterial>(TlsSettings{.insecure = true})});

  EXPECT_EQ(client.transport.Send(kGet).body, "hello");
}

TEST(TransportTls, SendsItsClientCertificate) {
  const auto authority = MakeAuthority("ours");
  std::string name;
  SocketServer server(Answering([&](const ReceivedRequest&, ServerConnection& connection) {
                        name = connection.ClientName();
                        connection.Respond(200, "");
                      }),
                      ServerTls{Issue(authority, "api", {"IP:127.0.0.1"}), authority.certificate});
  const auto identity = Issue(authority, "admin");
  TestClient client(
      server,
      {.tls = std::make_shared<TlsMaterial>(TlsSettings{.ca_pem = authority.certificate,
                                                        .certificate_pem = identity.certificate,
                                                        .key_pem = identity.key})});

  EXPECT_EQ(client.transport.Send(kGet).status, 200);
  EXPECT_EQ(name, "admin");
}

TEST(TransportTls, OpensNewConnectionsWhenTheMaterialChanges) {
  const auto authority = MakeAuthority("ours");
  SocketServer server(SayingHello(), ServerTls{Issue(authority, "api", {"IP:127.0.0.1"})});
  TestClient client(server, Trusting(authority.certificate));
  client.transport.Send(kGet);

  client.credentials.Set(Trusting(MakeAuthority("the next one").certificate));

  EXPECT_EQ(client.transport.Send(kGet).status, 0);
  EXPECT_EQ(server.Accepted(), 2);
}

TEST(TransportTls, StreamsOverTls) {
  const auto authority = MakeAuthority("ours");
  SocketServer server(
      [](ServerConnection& connection) {
        connection.ReadRequest();
        connection.StartChunks();
        connection.Chunk("one\n");
        connection.EndChunks();
      },
      ServerTls{Issue(authority, "api", {"IP:127.0.0.1"})});
  TestClient client(server, Trusting(authority.certificate));
  KeepingSink sink;

  EXPECT_EQ(client.transport.Stream(kGet, sink, std::chrono::seconds(30), {}).error, "");
  EXPECT_EQ(sink.Lines(), std::vector<std::string>{"one"});
}

TEST(TlsMaterial, NamesTheFieldThatIsWrong) {
  const auto field_of = [](const TlsSettings& settings) -> std::string {
    try {
      const TlsMaterial material(settings);
      return "";
    } catch (const base::ConfigurationError& error) {
      return error.Field();
    }
  };
  const auto authority = MakeAuthority("ours");
  const auto one = Issue(authority, "one");
  const auto two = Issue(authority, "two");
  const auto& ca = authority.certificate;

  EXPECT_EQ(field_of({.ca_pem = "rubbish"}), "certificate-authority");
  EXPECT_EQ(field_of({.ca_pem = authority.certificate.substr(0, 200)}), "certificate-authority");
  EXPECT_EQ(field_of({.ca_pem = ca, .certificate_pem = one.certificate}), "client-key");
  EXPECT_EQ(field_of({.ca_pem = ca, .key_pem = one.key}), "client-certificate");
  EXPECT_EQ(field_of({.ca_pem = ca, .certificate_pem = one.certificate, .key_pem = "rubbish"}),
            "client-key");
  EXPECT_EQ(field_of({.ca_pem = ca, .certificate_pem = one.certificate, .key_pem = two.key}),
            "client-key");
  EXPECT_EQ(field_of({.ca_pem = ca, .certificate_pem = one.certificate, .key_pem = one.key}), "");
}

TEST(TransportAuth, SendsTheCurrentToken) {
  std::vector<std::string> tokens;
  SocketServer server(Answering([&](const ReceivedRequest& request, ServerConnection& connection) {
    tokens.push_back(request.Header("authorization").value_or(""));
    connection.Respond(200, "");
  }));
  TestClient client(server, Bearer("one"));

  client.transport.Send(kGet);
  client.credentials.Set(Bearer("two"));
  client.transport.Send(kGet);

  EXPECT_EQ(tokens, (std::vector<std::string>{"Bearer one", "Bearer two"}));
  EXPECT_EQ(server.Accepted(), 1);
}

TEST(TransportAuth, SendsEveryGroupInASeparateHeader) {
  std::string head;
  SocketServer server([&](ServerConnection& connection) {
    head = connection.ReadHead();
    connection.Respond(200, "");
  });
  TestClient client(server,
                    {.headers = {{"Impersonate-Group", "dev"}, {"Impersonate-Group", "ops"}}});

  client.transport.Send(kGet);

  EXPECT_NE(head.find("Impersonate-Group:dev\r\n"), std::string::npos) << head;
  EXPECT_NE(head.find("Impersonate-Group:ops\r\n"), std::string::npos) << head;
}

TEST(TransportProxy, OpensATunnelAndDoesNotSeeOurCredentials) {
  std::optional<ReceivedRequest> seen;
  SocketServer proxy([&](ServerConnection& connection) {
    seen = connection.ReadRequest();
    connection.Respond(403, "");
  });
  SettableCredentials credentials(Trusting(""));
  CpprestTransport transport(
      {.server = "https://api.example.com",
       .proxy = "http://me:pass%40word@127.0.0.1:" + std::to_string(proxy.Port())},
      credentials);

  EXPECT_EQ(transport.Send(kGet).status, 0);
  ASSERT_TRUE(seen);
  EXPECT_EQ(seen->method, "CONNECT");
  EXPECT_EQ(seen->target, "api.example.com:443");
  EXPECT_EQ(seen->Header("proxy-authorization"), "Basic bWU6cGFzc0B3b3Jk");
  EXPECT_EQ(seen->Header("authorization"), std::nullopt);
}

TEST(TransportAuth, SendsAPostAgainWithNewCredentialsAfterA401) {
  SocketServer server(Answering([](const ReceivedRequest& request, ServerConnection& connection) {
    const bool good = request.Header("authorization") == "Bearer new";
    connection.Respond(good ? 201 : 401, request.body);
  }));
  TestClient client(server, Bearer("old"));
  client.credentials.SetNext(Bearer("new"));

  const auto response = client.transport.Send(
      {.method = "POST", .path = "/", .content_type = "application/json", .body = "{}"});

  EXPECT_EQ(response.status, 201);
  EXPECT_EQ(response.body, "{}");
}

TEST(TransportAuth, GivesUpAfterTheSecond401) {
  std::atomic<int> requests = 0;
  SocketServer server(Answering([&](const ReceivedRequest&, ServerConnection& connection) {
    ++requests;
    connection.Respond(401, "no");
  }));
  TestClient client(server, Bearer("old"));

  const auto response = client.transport.Send(kGet);

  EXPECT_EQ(response.status, 401);
  EXPECT_EQ(response.body, "no");
  EXPECT_EQ(requests, 2);
  EXPECT_EQ(client.credentials.Invalidations(), 1);
}

TEST(TransportAuth, SendsNothingWithoutCredentials) {
  SocketServer server(SayingHello());
  TestClient client(server, {.problem = "the credential plugin failed"});
  KeepingSink sink;

  EXPECT_EQ(client.transport.Send(kGet).body, "GET /: the credential plugin failed");
  EXPECT_EQ(client.transport.Stream(kGet, sink, std::chrono::seconds(30), {}).error,
            "GET /: the credential plugin failed");
  EXPECT_EQ(server.Accepted(), 0);
}

}  // namespace
}  // namespace executioner::kube
