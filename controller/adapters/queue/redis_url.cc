#include "controller/adapters/queue/redis_url.h"

#include <charconv>
#include <optional>
#include <string_view>

#include "controller/base/error.h"
#include "controller/base/whole_number.h"

namespace executioner::queue {
namespace {

[[noreturn]] void Fail(const std::string& message) {
  throw base::ConfigurationError("--queue", message);
}

std::optional<int> ReadNumber(std::string_view text, int most) {
  const auto number = base::WholeNumber<int>(text);
  return number && *number >= 0 && *number <= most ? number : std::nullopt;
}

int RequireNumber(std::string_view text, int most, const std::string& what) {
  const auto number = ReadNumber(text, most);
  if (!number) {
    // Not quoted: it may be part of a password.
    Fail(what + " must be a number between 0 and " + std::to_string(most) +
         "; in a password write / as %2F and @ as %40");
  }
  return *number;
}

std::string Decode(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned value = 0;
    // An invalid escape is ordinary text.
    const bool escape = text[i] == '%' && i + 2 < text.size() &&
                        std::from_chars(text.data() + i + 1, text.data() + i + 3, value, 16).ptr ==
                            text.data() + i + 3;
    decoded += escape ? static_cast<char>(value) : text[i];
    i += escape ? 2 : 0;
  }
  return decoded;
}

/// Removes "USER:PASSWORD@" from the front.
std::string_view TakeCredentials(std::string_view text, RedisAddress& address) {
  // The last one: a password may hold an unescaped "@".
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos) {
    return text;
  }
  const std::string_view both = text.substr(0, at);
  const std::size_t colon = both.find(':');
  if (colon == std::string_view::npos) {
    Fail("has no password before the '@'; write :PASSWORD@ or USER:PASSWORD@");
  }
  address.user = Decode(both.substr(0, colon));
  address.password = Decode(both.substr(colon + 1));
  return text.substr(at + 1);
}

void ReadSocket(std::string_view rest, RedisAddress& address) {
  constexpr int kMostDatabases = 1'000'000;
  if (rest.starts_with("//")) {
    rest = TakeCredentials(rest.substr(2), address);
  }
  const std::size_t query = rest.find('?');
  address.socket = rest.substr(0, query);
  if (!address.socket.starts_with('/')) {
    Fail("needs the absolute path of a socket, as in unix:/run/redis.sock");
  }
  if (query != std::string_view::npos) {
    const std::string_view option = rest.substr(query + 1);
    if (!option.starts_with("db=")) {
      Fail("supports no option except db=N");
    }
    address.database = RequireNumber(option.substr(3), kMostDatabases, "database");
  }
}

void ReadHost(std::string_view rest, RedisAddress& address) {
  constexpr int kMostPorts = 65535;
  constexpr int kMostDatabases = 1'000'000;
  if (!rest.starts_with("//")) {
    Fail("redis: needs a host, as in redis://localhost");
  }
  rest = TakeCredentials(rest.substr(2), address);
  const std::size_t slash = rest.find('/');
  if (slash != std::string_view::npos && slash + 1 < rest.size()) {
    address.database = RequireNumber(rest.substr(slash + 1), kMostDatabases, "database");
  }
  std::string_view host = rest.substr(0, slash);
  // The colons of an IPv6 address are within brackets.
  const std::size_t bracket = host.starts_with('[') ? host.find(']') : 0;
  const std::size_t colon = host.find(':', bracket == std::string_view::npos ? 0 : bracket);
  if (colon != std::string_view::npos) {
    address.port = RequireNumber(host.substr(colon + 1), kMostPorts, "port");
    host = host.substr(0, colon);
  }
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);  // an IPv6 address
  }
  address.host = host.empty() ? "localhost" : std::string(host);
}

}  // namespace

std::string RedisAddress::Place() const {
  const std::string where =
      socket.empty() ? "redis://" + host + ":" + std::to_string(port) : "unix:" + socket;
  return database == 0 ? where : where + (socket.empty() ? "/" : "?db=") + std::to_string(database);
}

RedisAddress ParseRedisUrl(const std::string& url) {
  const std::string_view rest = std::string_view(url).substr(url.find(':') + 1);
  RedisAddress address;
  if (url.starts_with("unix:")) {
    ReadSocket(rest, address);
  } else {
    ReadHost(rest, address);
  }
  return address;
}

}  // namespace executioner::queue
