/// \file
/// Parses the URL of an API server or a proxy. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace executioner::kube {

/// `scheme://[user_info@]host[:port][path]`
struct ServerUrl {
  std::string scheme = {};     ///< lower case
  std::string user_info = {};  ///< still percent-encoded
  std::string host = {};       ///< without the brackets of an IPv6 address
  std::uint16_t port = 0;      ///< never 0; default: 443 for https, 80 for http
  std::string path = {};       ///< without a trailing slash; often empty

  /// \return whether the connection is encrypted, so that credentials may be sent
  bool IsSecure() const { return scheme == "https"; }
};

/// Reads a URL.
///
/// \param field  the place of the URL, for the error, such as "clusters['kind'].cluster.server"
/// \throws base::ConfigurationError  if the scheme or host is missing, or the port is invalid
/// \par Example
///   ParseServerUrl("https://[fd00::1]/k8s/", "server") gives https, fd00::1, 443, "/k8s".
ServerUrl ParseServerUrl(const std::string& text, const std::string& field);

/// Percent-encodes all but ASCII letters, digits and the characters of `plain`.
std::string PercentEncoded(std::string_view text, std::string_view plain);

}  // namespace executioner::kube
