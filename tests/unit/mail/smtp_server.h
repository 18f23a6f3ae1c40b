/// \file
/// A real SMTP server as a child process of the test, with certificates made for it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/bench/child_process.h"
#include "tests/unit/kube/temporary_folder.h"

namespace executioner::mail::testing {

/// A server, stopped by the destructor.
class SmtpServer {
 public:
  /// \param flags  of tests/fakes/smtp_server.py
  /// \throws std::runtime_error  with its output, if it cannot be started
  explicit SmtpServer(const std::vector<std::string>& flags = {});

  int Port() const { return port_; }

  /// Returns the PEM file of the authority that signed the server's certificate for "localhost".
  std::string Authority() const { return folder_.Path() / "authority.pem"; }

  /// Returns a received mail, from 1; "" if there is none.
  std::string Mail(int number = 1) const { return Text(std::to_string(number) + ".eml"); }

  /// Returns sender and recipients of that mail, one per line.
  std::string Envelope(int number = 1) const { return Text(std::to_string(number) + ".envelope"); }

 private:
  std::string Text(const std::string& name) const;

  kube::TemporaryFolder folder_ = {};
  std::unique_ptr<bench::ChildProcess> process_ = {};
  int port_ = 0;
};

/// Returns the decoded parts of a mail of Compose: the body first, then the attachments.
std::vector<std::string> PartsOf(const std::string& mail);

/// A socket that accepts connections and never answers.
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
