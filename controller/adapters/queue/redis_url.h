/// \file
/// Addresses of Redis servers. Pure.
#pragma once

#include <string>

namespace executioner::queue {

/// Where a server is, and as whom to speak to it.
struct RedisAddress {
  std::string host = {};
  int port = 6379;
  std::string socket = {};  ///< path of a socket; else by host and port
  std::string user = {};
  std::string password = {};
  int database = 0;

  /// For messages: without user and password.
  std::string Place() const;
};

/// \param url  "redis:…" or "unix:…"; user and password are percent-decoded
/// \throws base::ConfigurationError  without any part that may be a password
RedisAddress ParseRedisUrl(const std::string& url);

}  // namespace executioner::queue
