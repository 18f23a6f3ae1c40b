#include "controller/kube/proxy.h"

#include <arpa/inet.h>
#include <array>
#include <cctype>
#include <cstdint>
#include <optional>
#include <sstream>

#include "controller/base/error.h"
#include "controller/base/letters.h"
#include "controller/base/whole_number.h"

namespace executioner::kube {
namespace {

/// The first of the two spellings that is set, and the name it was set by.
std::pair<std::string, std::string> Variable(const Environment& environment,
                                             const std::string& upper) {
  // Upper case first, as golang.org/x/net/http/httpproxy.
  for (const auto& name : {upper, base::LowerCase(upper)}) {
    const auto found = environment.find(name);
    if (found != environment.end() && !found->second.empty()) {
      return {name, found->second};
    }
  }
  return {upper, ""};
}

/// An address as 16 bytes, IPv4 mapped into IPv6.
using Address = std::array<std::uint8_t, 16>;

std::optional<Address> ParseAddress(const std::string& text) {
  Address address{};
  if (::inet_pton(AF_INET6, text.c_str(), address.data()) == 1 ||
      ::inet_pton(AF_INET6, ("::ffff:" + text).c_str(), address.data()) == 1) {
    return address;
  }
  return std::nullopt;
}

bool IsInNetwork(const Address& address, const std::string& network) {
  const auto slash = network.find('/');
  const auto base = ParseAddress(network.substr(0, slash));
  if (slash == std::string::npos || !base) {
    return false;
  }
  const auto written = base::WholeNumber<std::uint8_t>(std::string_view(network).substr(slash + 1));
  // An IPv4 address is the last 32 bits of ::ffff:0:0/96.
  const unsigned mapped = network.find(':') == std::string::npos ? 96 : 0;
  if (!written || *written + mapped > 128) {
    return false;
  }
  for (unsigned bit = 0; bit < *written + mapped; ++bit) {
    const auto mask = 0x80U >> (bit % 8);
    if ((address[bit / 8] & mask) != ((*base)[bit / 8] & mask)) {
      return false;
    }
  }
  return true;
}

bool IsLoopback(const std::string& host) {
  const auto address = ParseAddress(host);
  return host == "localhost" ||
         (address && (IsInNetwork(*address, "127.0.0.0/8") || IsInNetwork(*address, "::1/128")));
}

bool Excludes(std::string entry, const ServerUrl& server) {
  std::erase_if(entry, [](unsigned char c) { return std::isspace(c) != 0; });
  entry = base::LowerCase(entry);
  const auto host = base::LowerCase(server.host);
  if (entry == "*" || entry == host) {
    return true;
  }
  if (const auto address = ParseAddress(host)) {
    return IsInNetwork(*address, entry) || entry == host + ":" + std::to_string(server.port);
  }
  if (const auto colon = entry.find(':'); colon != std::string::npos) {
    if (entry.substr(colon + 1) != std::to_string(server.port)) {
      return false;
    }
    entry.resize(colon);
  }
  if (entry.starts_with("*.")) {
    entry.erase(0, 1);
  }
  // ".example.com" means the hosts below it only, "example.com" also itself.
  return !entry.empty() &&
         (entry == host || host.ends_with(entry.starts_with('.') ? entry : "." + entry));
}

}  // namespace

std::string ProxyFor(const ServerUrl& server, const Environment& environment) {
  const auto [name, proxy] =
      Variable(environment, server.IsSecure() ? "HTTPS_PROXY" : "HTTP_PROXY");
  if (proxy.empty() || IsLoopback(server.host)) {
    return "";
  }
  std::istringstream entries(Variable(environment, "NO_PROXY").second);
  for (std::string entry; std::getline(entries, entry, ',');) {
    if (Excludes(entry, server)) {
      return "";
    }
  }
  auto url = proxy.find("://") == std::string::npos ? "http://" + proxy : proxy;
  if (ParseServerUrl(url, name).scheme != "http") {
    throw base::ConfigurationError(name,
                                   "only http:// proxies are supported, not socks5:// or https://; "
                                   "to connect without one, add " +
                                       server.host + " to NO_PROXY");
  }
  return url;
}

}  // namespace executioner::kube
