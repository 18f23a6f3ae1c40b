/// \file
/// A real SMTP server as a child process of the test, with certificates made for it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/bench/child_process.h"
#include "tests/unit/kube/temporary_folder.h"

namespace executioner::mail::testing {

/// One server, gone with the object.
class SmtpServer {
 public:
  /// \param flags  of tests/fakes/smtp_server.py
  /// \throws std::runtime_error  with what it said, when it cannot be started
  explicit SmtpServer(const std::vector<std::string>& flags = {});

  int Port() const { return port_; }

  /// The authority that signed the server's certificate for "localhost", a PEM file.
  std::string Authority() const { return folder_.Path() / "authority.pem"; }

  /// A mail that it took, from 1; "" when there is none.
  std::string Mail(int number = 1) const { return Text(std::to_string(number) + ".eml"); }

  /// Sender and recipients of that mail, one a line.
  std::string Envelope(int number = 1) const { return Text(std::to_string(number) + ".envelope"); }

 private:
  std::string Text(const std::string& name) const;

  kube::TemporaryFolder folder_ = {};
  std::unique_ptr<bench::ChildProcess> process_ = {};
  int port_ = 0;
};

/// The decoded parts of a mail as Compose makes it: the body first, then the attachments.
std::vector<std::string> PartsOf(const std::string& mail);

/// A socket that takes connections and never says a word.
class SilentServer {
 public:
  SilentServer();
  ~SilentServer();
  SilentServer(const SilentServer&) = delete;
  SilentServer& operator=(const SilentServer&) = delete;
  SilentServer(SilentServer&&) = delete;
  SilentServer& operator=(SilentServer&&) = delete;

  int Port() const { return port_; }

 private:
  int socket_ = -1;
  int port_ = 0;
};

}  // namespace executioner::mail::testing
