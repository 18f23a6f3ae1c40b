/// \file
/// Columns that line up, as kubectl prints them. Pure.
#pragma once

#include <string>
#include <vector>

namespace executioner::cli {

/// Rows as text: each column as wide on a terminal as its widest cell, three spaces apart, none
/// behind the last. Cells hold any text, and show it in one line: base::DisplayLine.
/// \param rows  the first is the header; all of one length
std::string TextTable(std::vector<std::vector<std::string>> rows);

}  // namespace executioner::cli
