/// \file
/// Addresses of Redis servers. Pure.
#pragma once

#include <string>

namespace executioner::queue {

/// The address of a server, with user and password.
struct RedisAddress {
  std::string host = {};
  int port = 6379;
  std::string socket = {};  ///< path of a socket; "": use host and port
  std::string user = {};
  std::string password = {};
  int database = 0;

  /// Returns the address without user and password, for messages.
  std::string Place() const;
};

/// \param url  "redis:…" or "unix:…"; user and password are percent-decoded
/// \throws base::ConfigurationError  whose message contains no part that may be a password
RedisAddress ParseRedisUrl(const std::string& url);

}  // namespace executioner::queue
