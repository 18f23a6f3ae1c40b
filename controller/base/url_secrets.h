/// \file
/// Passwords in URLs, and how messages, logs and records stay free of them. Pure. Everything here
/// also takes what is not a well-formed URL: that is when messages quote it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace executioner::base {

/// The URL without user, password and options that hold a password. All between the scheme and the
/// last '@' counts as user and password, for a password may have any letter unescaped.
/// \par Example
///   WithoutCredentials("http://ann:s/e@proxy:3128?password=x&a=b") is "http://proxy:3128?a=b".
std::string WithoutCredentials(std::string_view url);

/// Every password in the URL, as it is written there.
std::vector<std::string_view> PasswordsOf(std::string_view url);

/// The text with "***" in place of each secret: libraries and servers quote what they cannot read.
std::string Masked(std::string text, const std::vector<std::string_view>& secrets);

}  // namespace executioner::base
