/// \file
/// Hands a mail to a server (SMTP, RFC 5321), encrypted unless told otherwise.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "controller/base/time.h"

namespace executioner::mail {

enum class Tls {
  kNone,      ///< clear text
  kStartTls,  ///< begun in clear text, and ended when the server does not offer it
  kTls,       ///< from the first byte, as on port 465
};

struct Server {
  std::string host = {};  ///< a name or an address, without a port
  int port = 587;
  Tls tls = Tls::kStartTls;
  std::string user = {};  ///< "" and an empty password: no AUTH
  std::string password = {};
  std::string ca_file = {};                           ///< PEM; "": the authorities of the system
  base::Duration timeout = std::chrono::seconds{10};  ///< for all of it
};

/// Addresses without names.
struct Envelope {
  std::string from = {};
  std::vector<std::string> to = {};
};

/// A recipient that the server did not take.
struct Refusal {
  std::string recipient = {};
  std::string answer = {};  ///< "550 5.1.1 no such user"
};

/// Sends a mail to all recipients that the server takes; blocks for at most the time limit.
/// \param message  as Compose makes it
/// \return the recipients that were refused; at least one was not
/// \throws base::BackendError  naming the server and the cause when nobody gets it
/// \throws base::MissingLibraryError  when libcurl is not installed
std::vector<Refusal> Send(const Server& server, const Envelope& envelope, std::string_view message);

}  // namespace executioner::mail
