/// \file
/// How many columns text takes on a terminal: two for wide characters, none for what combines with
/// the one before; and tables of such text. Pure; independent of the locale.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace executioner::cli {

/// \param text  one line without control characters, as returned by base::DisplayLine
std::size_t DisplayWidth(std::string_view text);

/// Returns the beginning of `text` that fits into `columns`, cut between characters.
std::string CutToWidth(std::string_view text, std::size_t columns);

/// Like CutToWidth, but a text that was cut ends with "…".
std::string Shortened(std::string_view text, std::size_t columns);

/// Returns rows as text: each column is as wide as its widest cell, columns are separated by three
/// spaces, and there are no trailing spaces. Cells may contain any text, which is shown in one
/// line: base::DisplayLine.
/// \param rows  the first is the header; all have the same length
std::string TextTable(std::vector<std::vector<std::string>> rows);

}  // namespace executioner::cli
