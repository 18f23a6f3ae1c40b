#include "controller/adapters/store/postgres_url.h"

#include <algorithm>
#include <array>
#include <vector>

#include "controller/base/error.h"

namespace executioner::store {
namespace {

constexpr std::array<std::string_view, 2> kSchemes{"postgres://", "postgresql://"};
constexpr std::string_view kMask = "***";

/// What names the user and the server: from behind the scheme to the database or the options.
std::string_view AuthorityOf(std::string_view url) {
  const std::size_t begin = url.find("://") + 3;
  return url.substr(begin, url.find_first_of("/?", begin) - begin);
}

bool IsSecret(std::string_view option) {
  return option.starts_with("password=") || option.starts_with("sslpassword=");
}

/// "a=1&b=2" in parts.
std::vector<std::string_view> OptionsOf(std::string_view url) {
  std::vector<std::string_view> options;
  url.remove_prefix(std::min(url.find('?'), url.size()));
  while (!url.empty()) {
    url.remove_prefix(1);
    const std::size_t end = std::min(url.find('&'), url.size());
    options.push_back(url.substr(0, end));
    url.remove_prefix(end);
  }
  return options;
}

/// Every password in the address, as it is written there.
std::vector<std::string_view> SecretsOf(std::string_view url) {
  std::vector<std::string_view> secrets;
  const std::string_view authority = AuthorityOf(url);
  const std::string_view user = authority.substr(0, authority.rfind('@'));
  if (user.size() < authority.size() && user.find(':') != std::string_view::npos) {
    secrets.push_back(user.substr(user.find(':') + 1));
  }
  for (const std::string_view option : OptionsOf(url)) {
    if (IsSecret(option)) {
      secrets.push_back(option.substr(option.find('=') + 1));
    }
  }
  return secrets;
}

}  // namespace

bool IsPostgresUrl(std::string_view url) {
  return std::ranges::any_of(kSchemes,
                             [&](std::string_view scheme) { return url.starts_with(scheme); });
}

void CheckPostgresUrl(const std::string& url, const std::string& field) {
  const bool one_user = IsPostgresUrl(url) &&
                        std::ranges::count(url, '@') == std::ranges::count(AuthorityOf(url), '@');
  if (!one_user || std::ranges::count(url, '@') > 1) {
    throw base::ConfigurationError(
        field,
        "must be postgres://USER@HOST:PORT/DATABASE?OPTION=VALUE, where only the scheme has to be; "
        "elsewhere write @ as %40, / as %2F, ? as %3F, and leave the password to PGPASSWORD or "
        "~/.pgpass");
  }
}

std::string PlaceOf(const std::string& url) {
  std::string place = url.substr(0, url.find('?'));
  const std::size_t user = place.find("://") + 3;
  const std::size_t at = place.find('@');
  if (at != std::string::npos) {
    place.erase(user, at + 1 - user);
  }
  const char* before = "?";
  for (const std::string_view option : OptionsOf(url)) {
    if (!IsSecret(option)) {
      place += before + std::string(option);
      before = "&";
    }
  }
  return place;
}

std::string WithoutSecrets(std::string text, const std::string& url) {
  for (const std::string_view secret : SecretsOf(url)) {
    for (std::size_t at = secret.empty() ? std::string::npos : text.find(secret);
         at != std::string::npos; at = text.find(secret, at + kMask.size())) {
      text.replace(at, secret.size(), kMask);
    }
  }
  return text;
}

}  // namespace executioner::store
