/// \file
/// How many columns text takes on a terminal: two for wide characters, none for what combines with
/// the one before; and tables of such text. Pure; independent of the locale.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace executioner::cli {

/// \param text  one line without control characters, as base::DisplayLine returns it
std::size_t DisplayWidth(std::string_view text);

/// The beginning of `text` that fits into `columns`, cut between characters.
std::string CutToWidth(std::string_view text, std::size_t columns);

/// As CutToWidth; a text that was cut ends with "…".
std::string Shortened(std::string_view text, std::size_t columns);

/// Rows as text: each column as wide on a terminal as its widest cell, three spaces apart, none
/// behind the last. Cells hold any text, and show it in one line: base::DisplayLine.
/// \param rows  the first is the header; all of one length
std::string TextTable(std::vector<std::vector<std::string>> rows);

}  // namespace executioner::cli
