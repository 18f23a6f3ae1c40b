/// \file
/// How many columns text takes on a terminal: two for wide characters, none for what combines with
/// the one before. Pure; independent of the locale.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace executioner::cli {

/// \param text  one line without control characters, as base::DisplayLine returns it
std::size_t DisplayWidth(std::string_view text);

/// The beginning of `text` that fits into `columns`, cut between characters.
std::string CutToWidth(std::string_view text, std::size_t columns);

/// As CutToWidth; a text that was cut ends with "…".
std::string Shortened(std::string_view text, std::size_t columns);

}  // namespace executioner::cli
