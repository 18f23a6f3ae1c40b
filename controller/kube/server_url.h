/// \file
/// The parts of the URL of an API server or a proxy. Pure.
#pragma once

#include <cstdint>
#include <string>

namespace executioner::kube {

/// `scheme://[user_info@]host[:port][path]`
struct ServerUrl {
  std::string scheme = {};     ///< lower case
  std::string user_info = {};  ///< as written, still percent-encoded
  std::string host = {};       ///< without the brackets of an IPv6 address
  std::uint16_t port = 0;      ///< never 0: 443 for https and 80 for http when none was written
  std::string path = {};       ///< without a trailing slash; often empty

  /// Whether the connection is encrypted, so that credentials may be sent.
  bool IsSecure() const { return scheme == "https"; }
};

/// Reads a URL.
///
/// \param field  where it was written, for the error, e.g. "clusters['kind'].cluster.server"
/// \throws base::ConfigurationError  when `text` has no scheme, no host or an odd port
/// \par Example
///   ParseServerUrl("https://[fd00::1]/k8s/", "server") gives https, fd00::1, 443, "/k8s".
ServerUrl ParseServerUrl(const std::string& text, const std::string& field);

}  // namespace executioner::kube
