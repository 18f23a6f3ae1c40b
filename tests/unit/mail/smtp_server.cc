#include "tests/unit/mail/smtp_server.h"

#include <fstream>
#include <iterator>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

#include "controller/base/base64.h"
#include "tests/fakes/test_pki.h"

namespace executioner::mail::testing {

SmtpServer::SmtpServer(const std::vector<std::string>& flags) {
  const fakes::CertificateAndKey authority = fakes::MakeAuthority(folder_.Path());
  const fakes::CertificateAndKey identity = fakes::Issue(authority, "localhost", {"DNS:localhost"});
  folder_.Write("authority.pem", authority.certificate);
  std::vector<std::string> command{
      "/usr/bin/python3", EXECUTIONER_SOURCE_DIR "/tests/fakes/smtp_server.py", folder_.Path(),
      "--identity", folder_.Write("identity.pem", identity.certificate + identity.key)};
  command.insert(command.end(), flags.begin(), flags.end());
  process_ = std::make_unique<bench::ChildProcess>(command);
  if (!process_->AwaitLine("port ", std::chrono::seconds{120})) {
    std::string said = "the SMTP server did not start:\n";
    for (const std::string& line : process_->Lines()) {
      said += line + "\n";
    }
    throw std::runtime_error(said);
  }
  for (const std::string& line : process_->Lines()) {
    port_ = line.starts_with("port ") ? std::stoi(line.substr(5)) : port_;
  }
}

std::string SmtpServer::Text(const std::string& name) const {
  std::ifstream file(folder_.Path() / name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::vector<std::string> PartsOf(const std::string& mail) {
  std::vector<std::string> parts;
  const std::string boundary = "\r\n--=_executioner_=";
  for (std::size_t at = mail.find(boundary); at != std::string::npos;) {
    const std::size_t next = mail.find(boundary, at + boundary.size());
    const std::size_t content = mail.find("\r\n\r\n", at + boundary.size());
    if (next != std::string::npos && content != std::string::npos) {
      parts.push_back(base::DecodeBase64(mail.substr(content, next - content)).value_or("?"));
    }
    at = next;
  }
  return parts;
}

SilentServer::SilentServer() : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (bind(socket_, generic, size) != 0 || listen(socket_, 8) != 0 ||
      getsockname(socket_, generic, &size) != 0) {
    throw std::runtime_error("cannot listen on the loopback interface");
  }
  port_ = ntohs(address.sin_port);
}

SilentServer::~SilentServer() {
  close(socket_);
}

}  // namespace executioner::mail::testing
