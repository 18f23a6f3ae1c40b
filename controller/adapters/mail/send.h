/// \file
/// Sends a mail to a server (SMTP, RFC 5321), encrypted by default.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "controller/base/time.h"

namespace executioner::mail {

enum class Tls {
  kNone,      ///< no encryption
  kStartTls,  ///< begins unencrypted; fails if the server does not offer STARTTLS
  kTls,       ///< encrypted from the first byte, as on port 465
};

struct Server {
  std::string host = {};  ///< name or address, without port
  int port = 587;
  Tls tls = Tls::kStartTls;
  std::string user = {};  ///< no AUTH if user and password are ""
  std::string password = {};
  std::string ca_file = {};  ///< PEM; "": the system's certificate authorities
  base::Duration timeout = std::chrono::seconds{10};  ///< of the whole transfer
};

/// Sender and recipients: addresses without names.
struct Envelope {
  std::string from = {};
  std::vector<std::string> to = {};
};

/// A recipient that the server rejected.
struct Refusal {
  std::string recipient = {};
  std::string answer = {};  ///< "550 5.1.1 no such user"
};

/// Sends a mail to all recipients that the server accepts; blocks until the timeout at most.
/// \param message  the result of Compose
/// \return the rejected recipients; at least one was accepted
/// \throws base::BackendError  if no recipient gets the mail; names the server and the cause
/// \throws base::MissingLibraryError  if libcurl is not installed
std::vector<Refusal> Send(const Server& server, const Envelope& envelope, std::string_view message);

}  // namespace executioner::mail
