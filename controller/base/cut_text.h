/// \file
/// Shortens text to a limit in bytes. Pure.
#pragma once

#include <string>
#include <string_view>

namespace executioner::base {

/// \return the beginning of `text`: at most `limit` bytes, cut between UTF-8 characters
std::string CutText(std::string_view text, std::size_t limit);

}  // namespace executioner::base
