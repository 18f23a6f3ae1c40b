#include "controller/base/url_secrets.h"

#include <algorithm>

#include "controller/base/letters.h"

namespace executioner::base {
namespace {

constexpr std::string_view kMask = "***";

/// The parts of a URL, even of a malformed one; together they are the whole URL.
struct Parts {
  std::string_view scheme = {};     ///< "http://", or nothing
  std::string_view user_info = {};  ///< "ann:secret@", or nothing
  std::string_view place = {};      ///< host, port and path
  std::vector<std::string_view> options = {};
};

/// Length of the "http://" or "//" at the front of a URL; 0 if it has neither.
std::size_t SchemeSize(std::string_view url) {
  const std::size_t slashes = url.find("//");
  if (slashes == std::string_view::npos) {
    return 0;
  }
  const std::string_view name = url.substr(0, slashes);
  const bool is_scheme = name.empty() || (name.find(':') == name.size() - 1 &&
                                          name.find('@') == std::string_view::npos);
  return is_scheme ? slashes + 2 : 0;
}

Parts Split(std::string_view url) {
  Parts parts;
  parts.scheme = url.substr(0, SchemeSize(url));
  url.remove_prefix(parts.scheme.size());
  // The last one: a password may contain an unescaped '@', and too much masked is better than too
  // little.
  const std::size_t user = url.rfind('@');
  parts.user_info = url.substr(0, user == std::string_view::npos ? 0 : user + 1);
  url.remove_prefix(parts.user_info.size());
  const std::size_t query = std::min(url.find('?'), url.size());
  parts.place = url.substr(0, query);
  url.remove_prefix(query);
  while (!url.empty()) {
    url.remove_prefix(1);
    const std::size_t end = std::min(url.find('&'), url.size());
    parts.options.push_back(url.substr(0, end));
    url.remove_prefix(end);
  }
  return parts;
}

/// "password=x", "sslpassword=x"
bool IsSecret(std::string_view option) {
  const std::string name = LowerCase(std::string(option.substr(0, option.find('='))));
  // Names of options are compared in lower case and in part, because a driver may know more such
  // options than we do.
  return name.find("password") != std::string::npos;
}

}  // namespace

std::string WithoutCredentials(std::string_view url) {
  const Parts parts = Split(url);
  std::string text(parts.scheme);
  text += parts.place;
  char before = '?';
  for (const std::string_view option : parts.options) {
    if (!IsSecret(option)) {
      text += before;
      text += option;
      before = '&';
    }
  }
  return text;
}

std::vector<std::string_view> PasswordsOf(std::string_view url) {
  const Parts parts = Split(url);
  std::vector<std::string_view> passwords;
  const std::size_t colon = parts.user_info.find(':');
  if (colon != std::string_view::npos) {
    passwords.push_back(parts.user_info.substr(colon + 1, parts.user_info.size() - colon - 2));
  }
  for (const std::string_view option : parts.options) {
    if (IsSecret(option) && option.find('=') != std::string_view::npos) {
      passwords.push_back(option.substr(option.find('=') + 1));
    }
  }
  std::erase_if(passwords, [](std::string_view password) { return password.empty(); });
  return passwords;
}

std::string Masked(std::string text, const std::vector<std::string_view>& secrets) {
  for (const std::string_view secret : secrets) {
    for (std::size_t at = secret.empty() ? std::string::npos : text.find(secret);
         at != std::string::npos; at = text.find(secret, at + kMask.size())) {
      text.replace(at, secret.size(), kMask);
    }
  }
  return text;
}

}  // namespace executioner::base
