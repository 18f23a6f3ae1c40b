#include "tests/fakes/socket_server.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cctype>
#include <charconv>
#include <csignal>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <sstream>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace executioner::fakes {
namespace {

std::shared_ptr<BIO> ReaderOf(const std::string& text) {
  return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free};
}

std::shared_ptr<X509> CertificateIn(const std::string& pem) {
  return {PEM_read_bio_X509(ReaderOf(pem).get(), nullptr, nullptr, nullptr), &X509_free};
}

std::shared_ptr<ssl_ctx_st> ContextOf(const ServerTls& tls) {
  std::shared_ptr<ssl_ctx_st> context(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free);
  const std::shared_ptr<EVP_PKEY> key(
      PEM_read_bio_PrivateKey(ReaderOf(tls.identity.key).get(), nullptr, nullptr, nullptr),
      &EVP_PKEY_free);
  SSL_CTX_use_certificate(context.get(), CertificateIn(tls.identity.certificate).get());
  SSL_CTX_use_PrivateKey(context.get(), key.get());
  if (!tls.client_authority.empty()) {
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()),
                        CertificateIn(tls.client_authority).get());
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  }
  return context;
}

using AddressList = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

int Listen(const std::string& address) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICHOST;
  addrinfo* found = nullptr;
  if (::getaddrinfo(address.c_str(), "0", &hints, &found) != 0) {
    throw std::runtime_error(address + " is not an address");
  }
  const AddressList list(found, &freeaddrinfo);
  const int listener = ::socket(list->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (listener < 0 || ::bind(listener, list->ai_addr, list->ai_addrlen) != 0 ||
      ::listen(listener, SOMAXCONN) != 0) {
    throw std::runtime_error("cannot listen on " + address);
  }
  return listener;
}

int PortOf(int listener) {
  // The port is at the same place in sockaddr_in and sockaddr_in6.
  sockaddr_in6 address{};
  socklen_t size = sizeof address;
  ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin6_port);
}

ReceivedRequest ParseHead(const std::string& head) {
  ReceivedRequest request;
  std::istringstream lines(head);
  lines >> request.method >> request.target;
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line) && line != "\r") {
    const auto colon = line.find(':');
    std::string name = line.substr(0, colon);
    std::ranges::transform(name, name.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const auto value = line.find_first_not_of(' ', colon + 1);
    request.headers[name] = line.substr(value, line.find('\r') - value);
  }
  return request;
}

}  // namespace

std::optional<std::string> ReceivedRequest::Header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? std::nullopt : std::optional(found->second);
}

ServerConnection::ServerConnection(int socket, ssl_ctx_st* context) : socket_(socket) {
  const int yes = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  if (context != nullptr) {
    tls_ = SSL_new(context);
    SSL_set_fd(tls_, socket_);
    SSL_accept(tls_);  // when it fails, so does the first read
  }
}

ServerConnection::~ServerConnection() {
  if (tls_ != nullptr) {
    SSL_shutdown(tls_);
    SSL_free(tls_);
  }
}

std::size_t ServerConnection::Read(char* into, std::size_t size) {
  const auto got = tls_ != nullptr ? SSL_read(tls_, into, static_cast<int>(size))
                                   : ::recv(socket_, into, size, 0);
  return got > 0 ? static_cast<std::size_t>(got) : 0;
}

bool ServerConnection::ReadMore() {
  std::array<char, 8192> buffer{};
  const auto got = Read(buffer.data(), buffer.size());
  unread_.append(buffer.data(), got);
  return got > 0;
}

std::string ServerConnection::ReadHead() {
  constexpr std::string_view kEnd = "\r\n\r\n";
  auto end = unread_.find(kEnd);
  for (; end == std::string::npos; end = unread_.find(kEnd)) {
    if (!ReadMore()) {
      return "";
    }
  }
  auto head = unread_.substr(0, end + kEnd.size());
  unread_.erase(0, head.size());
  return head;
}

std::optional<ReceivedRequest> ServerConnection::ReadRequest() {
  const auto head = ReadHead();
  if (head.empty()) {
    return std::nullopt;
  }
  auto request = ParseHead(head);
  const auto length = std::stoul(request.Header("content-length").value_or("0"));
  while (unread_.size() < length) {
    if (!ReadMore()) {
      return std::nullopt;
    }
  }
  request.body = unread_.substr(0, length);
  unread_.erase(0, length);
  return request;
}

void ServerConnection::Write(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto put = tls_ != nullptr ? SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size()))
                                     : ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (put <= 0) {
      return;  // the client is gone; the next read says so
    }
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
}

void ServerConnection::Respond(int status, const std::string& body,
                               const std::vector<std::string>& headers) {
  std::string text = "HTTP/1.1 " + std::to_string(status) + " Said\r\n";
  for (const auto& header : headers) {
    text += header + "\r\n";
  }
  Write(text + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
}

void ServerConnection::StartChunks(int status) {
  Write("HTTP/1.1 " + std::to_string(status) + " Said\r\nTransfer-Encoding: chunked\r\n\r\n");
}

void ServerConnection::Chunk(const std::string& text) {
  std::ostringstream size;
  size << std::hex << text.size();
  Write(size.str() + "\r\n" + text + "\r\n");
}

void ServerConnection::EndChunks() {
  Write("0\r\n\r\n");
}

void ServerConnection::ResetOnClose() const {
  const linger at_once{1, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

void ServerConnection::WaitForClose() {
  std::array<char, 512> buffer{};
  while (Read(buffer.data(), buffer.size()) > 0) {
  }
}

std::string ServerConnection::ClientName() const {
  const std::shared_ptr<X509> certificate(SSL_get1_peer_certificate(tls_), &X509_free);
  if (!certificate) {
    return "";
  }
  std::array<char, 256> name{};
  X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, name.data(),
                            static_cast<int>(name.size()));
  return name.data();
}

SocketServer::SocketServer(Serve serve, const std::optional<ServerTls>& tls,
                           const std::string& address)
    : serve_(std::move(serve)),
      context_(tls ? ContextOf(*tls) : nullptr),
      host_(address.find(':') == std::string::npos ? address : "[" + address + "]"),
      listener_(Listen(address)),
      port_(PortOf(listener_)) {
  // OpenSSL writes without MSG_NOSIGNAL.
  std::signal(SIGPIPE, SIG_IGN);
  acceptor_ = std::jthread([this] { Accept(); });
}

SocketServer::~SocketServer() {
  {
    const std::scoped_lock lock(mutex_);
    closed_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    for (const int socket : open_) {
      ::shutdown(socket, SHUT_RDWR);
    }
  }
  acceptor_.join();
  threads_.clear();
  ::close(listener_);
}

std::string SocketServer::Url() const {
  return (context_ ? "https://" : "http://") + host_ + ":" + std::to_string(port_);
}

int SocketServer::Accepted() const {
  const std::scoped_lock lock(mutex_);
  return accepted_;
}

void SocketServer::Accept() {
  while (true) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    const std::scoped_lock lock(mutex_);
    if (socket < 0 || closed_) {
      if (socket >= 0) {
        ::close(socket);
      }
      return;
    }
    ++accepted_;
    open_.insert(socket);
    threads_.emplace_back([this, socket] { ServeOne(socket); });
  }
}

void SocketServer::ServeOne(int socket) {
  {
    ServerConnection connection(socket, context_.get());
    serve_(connection);
  }
  const std::scoped_lock lock(mutex_);
  open_.erase(socket);
  ::close(socket);
}

SocketServer::Serve Answering(
    std::function<void(const ReceivedRequest&, ServerConnection&)> answer) {
  return [answer = std::move(answer)](ServerConnection& connection) {
    while (const auto request = connection.ReadRequest()) {
      answer(*request, connection);
    }
  };
}

}  // namespace executioner::fakes
