#include "controller/adapters/store/postgres_url.h"

#include <algorithm>
#include <array>
#include <utility>

#include "controller/base/error.h"
#include "controller/base/url_secrets.h"

namespace executioner::store {
namespace {

constexpr std::array<std::string_view, 2> kSchemes{"postgres://", "postgresql://"};

/// Returns the user and the server: the part after the scheme, up to the database or the options.
std::string_view AuthorityOf(std::string_view url) {
  const std::size_t begin = url.find("://") + 3;
  return url.substr(begin, url.find_first_of("/?", begin) - begin);
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
        "must be postgres://USER@HOST:PORT/DATABASE?OPTION=VALUE, where only the scheme is "
        "required; "
        "elsewhere write @ as %40, / as %2F, ? as %3F, and leave the password to PGPASSWORD or "
        "~/.pgpass");
  }
}

std::string PlaceOf(const std::string& url) {
  return base::WithoutCredentials(url);
}

std::string WithoutSecrets(std::string text, const std::string& url) {
  return base::Masked(std::move(text), base::PasswordsOf(url));
}

}  // namespace executioner::store
