/// \file
/// Keeps passwords in URLs out of messages, logs and the history. Pure. All functions accept
/// malformed URLs too, because error messages quote them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace executioner::base {

/// Returns the URL without user, password, and options that contain a password. Everything between
/// the scheme and the last '@' counts as user and password, because a password may contain any
/// character unescaped.
/// \par Example
///   WithoutCredentials("http://ann:s/e@proxy:3128?password=x&a=b") is "http://proxy:3128?a=b".
std::string WithoutCredentials(std::string_view url);

/// Returns every password in the URL, still encoded.
std::vector<std::string_view> PasswordsOf(std::string_view url);

/// Returns the text with each secret replaced by "***". Libraries and servers quote input that they
/// cannot read.
std::string Masked(std::string text, const std::vector<std::string_view>& secrets);

}  // namespace executioner::base
