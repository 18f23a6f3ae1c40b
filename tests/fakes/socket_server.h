/// \file
/// A small HTTP server on a real socket whose every byte the test decides. Blocking sockets, one
/// thread per connection, a free port of the loopback interface.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "tests/fakes/test_pki.h"

struct ssl_ctx_st;
struct ssl_st;

namespace executioner::fakes {

/// One request as it came. Header names are in lower case.
struct ReceivedRequest {
  std::string method = {};
  std::string target = {};
  std::map<std::string, std::string> headers = {};
  std::string body = {};

  /// The value of a header, or nothing at all when it was not sent.
  std::optional<std::string> Header(const std::string& name) const;
};

/// The server's end of one connection. For the thread that serves it only.
class ServerConnection {
 public:
  /// \param context  TLS when not null
  ServerConnection(int socket, ssl_ctx_st* context);
  ~ServerConnection();
  ServerConnection(const ServerConnection&) = delete;
  ServerConnection& operator=(const ServerConnection&) = delete;
  ServerConnection(ServerConnection&&) = delete;
  ServerConnection& operator=(ServerConnection&&) = delete;

  /// Waits for the next whole request. \return nothing when the client is gone
  std::optional<ReceivedRequest> ReadRequest();

  /// The head of the next request as it came; empty when the client is gone.
  std::string ReadHead();

  /// Writes bytes as they are.
  void Write(std::string_view bytes);

  /// Writes a response with its Content-Length.
  /// \param headers  whole lines without line ends, e.g. "Retry-After: 3"
  void Respond(int status, const std::string& body, const std::vector<std::string>& headers = {});

  /// Writes the head of a chunked response, then a chunk, then the end.
  void StartChunks(int status = 200);
  void Chunk(const std::string& text);
  void EndChunks();

  /// Makes the end of this connection a reset (RST) instead of an orderly close.
  void ResetOnClose() const;

  /// Waits until the client has closed its end.
  void WaitForClose();

  /// The common name in the client's certificate; empty without one.
  std::string ClientName() const;

 private:
  std::size_t Read(char* into, std::size_t size);
  bool ReadMore();

  int socket_;
  ssl_st* tls_ = nullptr;
  std::string unread_;
};

/// What a TLS server shows and asks.
struct ServerTls {
  CertificateAndKey identity = {};
  std::string client_authority = {};  ///< PEM; empty: no client certificate is asked for
};

/// Serves until it is destroyed, which cuts all connections.
class SocketServer {
 public:
  using Serve = std::function<void(ServerConnection&)>;

  /// \param serve  called for each connection on a thread of its own; when it returns, the
  ///   connection is closed. What it uses must outlive the server.
  /// \param address  a loopback address, IPv4 or IPv6
  explicit SocketServer(Serve serve, const std::optional<ServerTls>& tls = std::nullopt,
                        const std::string& address = "127.0.0.1");
  ~SocketServer();
  SocketServer(const SocketServer&) = delete;
  SocketServer& operator=(const SocketServer&) = delete;
  SocketServer(SocketServer&&) = delete;
  SocketServer& operator=(SocketServer&&) = delete;

  /// "http://127.0.0.1:<port>", or https, or "http://[::1]:<port>".
  std::string Url() const;

  int Port() const { return port_; }

  /// How many connections have been accepted so far.
  int Accepted() const;

 private:
  void Accept();
  void ServeOne(int socket);

  Serve serve_;
  std::shared_ptr<ssl_ctx_st> context_;
  std::string host_;
  int listener_;
  int port_ = 0;
  mutable std::mutex mutex_;
  bool closed_ = false;  // guarded by mutex_, as all below
  std::set<int> open_;   // sockets being served
  int accepted_ = 0;
  std::vector<std::jthread> threads_;
  std::jthread acceptor_;
};

/// A `Serve` that answers every request of a connection with `answer`.
SocketServer::Serve Answering(
    std::function<void(const ReceivedRequest&, ServerConnection&)> answer);

}  // namespace executioner::fakes
