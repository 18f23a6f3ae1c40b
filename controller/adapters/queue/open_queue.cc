#include "controller/adapters/queue/open_queue.h"

#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

#include "controller/adapters/queue/redis_queue.h"
#include "controller/adapters/queue/sql_queue.h"
#include "controller/adapters/store/postgres_database.h"
#include "controller/adapters/store/postgres_url.h"
#include "controller/adapters/store/sqlite_database.h"
#include "controller/base/error.h"

namespace executioner::queue {
namespace {

constexpr const char* kField = "--queue";
constexpr const char* kForms =
    "use sqlite:PATH, postgres://HOST/DATABASE, redis://HOST[:PORT][/DB] or unix:PATH (a socket "
    "of Redis)";

[[noreturn]] void Fail(const std::string& message) {
  throw base::ConfigurationError(kField, message);
}

bool StartsWith(const std::string& url, std::string_view scheme) {
  return url.starts_with(scheme);
}

std::optional<int> ReadNumber(std::string_view text, int most) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  return whole && number >= 0 && number <= most ? std::optional(number) : std::nullopt;
}

int RequireNumber(std::string_view text, int most, const std::string& what) {
  const auto number = ReadNumber(text, most);
  if (!number) {
    Fail("'" + std::string(text) + "' is no " + what + ": a number up to " + std::to_string(most) +
         " is needed");
  }
  return *number;
}

std::string Decode(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned value = 0;
    const bool escape = text[i] == '%' && i + 2 < text.size() &&
                        std::from_chars(text.data() + i + 1, text.data() + i + 3, value, 16).ptr ==
                            text.data() + i + 3;
    decoded += escape ? static_cast<char>(value) : text[i];
    i += escape ? 2 : 0;
  }
  return decoded;
}

/// Takes "USER:PASSWORD@" off the front.
std::string_view TakeCredentials(std::string_view text, RedisAddress& address) {
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos) {
    return text;
  }
  const std::string_view both = text.substr(0, at);
  const std::size_t colon = both.find(':');
  if (colon == std::string_view::npos) {
    Fail("there is a user but no password before the '@': write :PASSWORD@ or USER:PASSWORD@");
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
    Fail("'" + address.socket + "' is no absolute path of a socket, as in unix:/run/redis.sock");
  }
  if (query != std::string_view::npos) {
    const std::string_view option = rest.substr(query + 1);
    if (!option.starts_with("db=")) {
      Fail("there is no option '" + std::string(option) + "' but db=N");
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
  const std::size_t bracket = host.starts_with('[') ? host.find(']') : 0;
  const std::size_t colon = host.find(':', bracket == std::string_view::npos ? 0 : bracket);
  if (colon != std::string_view::npos) {
    address.port = RequireNumber(host.substr(colon + 1), kMostPorts, "port");
    host = host.substr(0, colon);
  }
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);  // an address of IPv6
  }
  address.host = host.empty() ? "localhost" : std::string(host);
}

std::unique_ptr<engine::JobQueue> OpenSqlite(const std::string& path, const std::string& topic,
                                             const base::Clock& clock) {
  if (path.empty()) {
    Fail("sqlite: needs a path, as in sqlite:/var/lib/executioner/queue.db");
  }
  auto database = std::make_unique<store::SqliteDatabase>(path);
  return std::make_unique<SqlQueue>(std::move(database), MakeFileBell(path, topic), clock);
}

std::unique_ptr<engine::JobQueue> OpenPostgres(const std::string& url, const std::string& topic,
                                               const base::Clock& clock) {
  store::CheckPostgresUrl(url, kField);
  auto database = std::make_unique<store::PostgresDatabase>(url);
  auto bell = MakePostgresBell(url, topic, *database);
  return std::make_unique<SqlQueue>(std::move(database), std::move(bell), clock);
}

std::unique_ptr<engine::JobQueue> OpenRedis(const std::string& url, const std::string& topic,
                                            const base::Clock& clock,
                                            const domain::Environment& environment) {
  RedisAddress address = ParseRedisUrl(url);
  const auto password = environment.find("REDISCLI_AUTH");
  if (address.password.empty() && password != environment.end()) {
    address.password = password->second;
  }
  return std::make_unique<RedisQueue>(address, topic, clock);
}

}  // namespace

RedisAddress ParseRedisUrl(const std::string& url) {
  const std::string_view rest = std::string_view(url).substr(url.find(':') + 1);
  RedisAddress address;
  if (StartsWith(url, "unix:")) {
    ReadSocket(rest, address);
  } else {
    ReadHost(rest, address);
  }
  return address;
}

std::string PlaceOfQueue(const std::string& url) {
  if (store::IsPostgresUrl(url)) {
    return store::PlaceOf(url);  // passwords stand among its options too
  }
  const std::size_t at = url.rfind('@');
  const std::size_t begin = url.find("//");
  return at == std::string::npos || begin == std::string::npos || at < begin
             ? url
             : url.substr(0, begin + 2) + url.substr(at + 1);
}

std::unique_ptr<engine::JobQueue> OpenQueue(const std::string& url, const std::string& topic,
                                            const base::Clock& clock,
                                            const domain::Environment& environment) {
  try {
    if (StartsWith(url, "sqlite:")) {
      return OpenSqlite(url.substr(url.find(':') + 1), topic, clock);
    }
    if (store::IsPostgresUrl(url)) {
      return OpenPostgres(url, topic, clock);
    }
  } catch (const base::StoreError& error) {
    throw engine::QueueError(error.what(), error.CanRetry());
  }
  if (StartsWith(url, "redis:") || StartsWith(url, "unix:")) {
    return OpenRedis(url, topic, clock, environment);
  }
  if (StartsWith(url, "memory:")) {
    Fail(
        "memory: is a queue within one process, where no worker could reach it: leave --queue "
        "out, and the run starts its jobs itself");
  }
  Fail("'" + PlaceOfQueue(url) + "' is no queue: " + kForms);
}

}  // namespace executioner::queue
