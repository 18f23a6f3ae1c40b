#include "controller/kube/server_url.h"

#include <algorithm>
#include <cctype>
#include <string_view>

#include "controller/base/error.h"
#include "controller/base/letters.h"
#include "controller/base/url_secrets.h"
#include "controller/base/whole_number.h"

namespace executioner::kube {
namespace {

std::uint16_t PortFrom(std::string_view text, const std::string& field) {
  const auto port = base::WholeNumber<std::uint16_t>(text).value_or(0);
  if (port == 0) {
    // Not quoted: it may be part of a password.
    throw base::ConfigurationError(
        field,
        "the port after the host must be between 1 and 65535; in a user or password write / as "
        "%2F, : as %3A and @ as %40");
  }
  return port;
}

std::uint16_t UsualPort(const std::string& scheme) {
  constexpr std::uint16_t kHttps = 443;
  constexpr std::uint16_t kHttp = 80;
  return scheme == "https" ? kHttps : kHttp;
}

void ReadAuthority(std::string_view authority, const std::string& field, ServerUrl& url) {
  // The last "@": a password may hold one that is not encoded.
  if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
    url.user_info = authority.substr(0, at);
    authority.remove_prefix(at + 1);
  }
  auto host_end = authority.find(':');
  if (authority.starts_with('[')) {
    const auto bracket = authority.find(']');
    if (bracket == std::string_view::npos) {
      throw base::ConfigurationError(field, "the IPv6 address lacks its closing bracket ']'");
    }
    url.host = authority.substr(1, bracket - 1);
    host_end = bracket + 1;
  } else {
    url.host = authority.substr(0, host_end);
  }
  const auto rest = authority.substr(std::min(host_end, authority.size()));
  url.port = rest.empty() ? UsualPort(url.scheme)
                          : PortFrom(rest.substr(rest.starts_with(':') ? 1 : 0), field);
}

}  // namespace

ServerUrl ParseServerUrl(const std::string& text, const std::string& field) {
  const auto separator = text.find("://");
  if (separator == std::string::npos || separator == 0) {
    throw base::ConfigurationError(field, "'" + base::WithoutCredentials(text) +
                                              "' has no scheme; write it as https://host:port");
  }
  ServerUrl url;
  url.scheme = base::LowerCase(text.substr(0, separator));
  const auto rest = std::string_view(text).substr(separator + 3);
  const auto slash = std::min(rest.find('/'), rest.size());
  ReadAuthority(rest.substr(0, slash), field, url);
  if (url.host.empty()) {
    throw base::ConfigurationError(field, "'" + base::WithoutCredentials(text) + "' has no host");
  }
  url.path = rest.substr(slash);
  // Somebody has an unencoded "/" in a password: the rest of it would be taken for the path, and
  // logged.
  if (url.path.find('@') != std::string::npos) {
    throw base::ConfigurationError(
        field,
        "has an '@' after the host; in a user or password write / as %2F, elsewhere @ as %40");
  }
  while (url.path.ends_with('/')) {
    url.path.pop_back();
  }
  return url;
}

std::string PercentEncoded(std::string_view text, std::string_view plain) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string encoded;
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    // Above 0x7F isalnum depends on the locale.
    if ((byte < 0x80U && std::isalnum(byte) != 0) || plain.find(letter) != std::string_view::npos) {
      encoded += letter;
    } else {
      encoded += {'%', kDigits[byte >> 4U], kDigits[byte & 15U]};
    }
  }
  return encoded;
}

}  // namespace executioner::kube
