/// \file
/// A small HTTP server on a real socket with which a test controls every byte. Blocking sockets,
/// one thread per connection, a free port of the loopback interface.
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

/// A received request. Header names are in lower case.
struct ReceivedRequest {
  std::string method = {};
  std::string target = {};
  std::map<std::string, std::string> headers = {};
  std::string body = {};

  /// \return the value of a header; nothing if it was not sent
  std::optional<std::string> Header(const std::string& name) const;
};

/// The server's end of a connection. Used only by the thread that serves it.
class ServerConnection {
 public:
  /// \param context  null: no TLS
  ServerConnection(int socket, ssl_ctx_st* context);
  ~ServerConnection();
  ServerConnection(const ServerConnection&) = delete;
  ServerConnection& operator=(const ServerConnection&) = delete;
  ServerConnection(ServerConnection&&) = delete;
  ServerConnection& operator=(ServerConnection&&) = delete;

  /// Waits for the next complete request. \return nothing if the client has disconnected
  std::optional<ReceivedRequest> ReadRequest();

  /// Returns the head of the next request unchanged; empty if the client has disconnected.
  std::string ReadHead();

  /// Writes bytes unchanged.
  void Write(std::string_view bytes);

  /// Writes a response with its Content-Length.
  /// \param headers  complete lines without line ends, such as "Retry-After: 3"
  void Respond(int status, const std::string& body, const std::vector<std::string>& headers = {});

  /// Writes the head of a chunked response, then a chunk, then the end.
  void StartChunks(int status = 200);
  void Chunk(const std::string& text);
  void EndChunks();

  /// Makes the connection end with a reset (RST) instead of a normal close.
  void ResetOnClose() const;

  /// Waits until the client has closed its end.
  void WaitForClose();

  /// Returns the common name in the client's certificate; empty without a certificate.
  std::string ClientName() const;

 private:
  std::size_t Read(char* into, std::size_t size);
  bool ReadMore();

  int socket_;
  ssl_st* tls_ = nullptr;
  std::string unread_;
};

/// The settings of a TLS server.
struct ServerTls {
  CertificateAndKey identity = {};
  std::string client_authority = {};  ///< PEM; empty: no client certificate is requested
};

/// Serves until it is destroyed; the destructor closes all connections.
class SocketServer {
 public:
  using Serve = std::function<void(ServerConnection&)>;

  /// \param serve  called on a separate thread for each connection, which is closed when it
  /// returns. Everything that it uses must outlive the server. \param address  a loopback address,
  /// IPv4 or IPv6
  explicit SocketServer(Serve serve, const std::optional<ServerTls>& tls = std::nullopt,
                        const std::string& address = "127.0.0.1");
  ~SocketServer();
  SocketServer(const SocketServer&) = delete;
  SocketServer& operator=(const SocketServer&) = delete;
  SocketServer(SocketServer&&) = delete;
  SocketServer& operator=(SocketServer&&) = delete;

  /// Returns "http://127.0.0.1:<port>", or with https, or "http://[::1]:<port>".
  std::string Url() const;

  int Port() const { return port_; }

  /// Returns the number of accepted connections.
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
  bool closed_ = false;  // guarded by mutex_, like all members below
  std::set<int> open_;   // sockets that are being served
  int accepted_ = 0;
  std::vector<std::jthread> threads_;
  std::jthread acceptor_;
};

/// Returns a `Serve` that answers every request of a connection with `answer`.
SocketServer::Serve Answering(
    std::function<void(const ReceivedRequest&, ServerConnection&)> answer);

}  // namespace executioner::fakes
