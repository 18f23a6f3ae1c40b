/// \file
/// What is wrong with a file, printed with the line it is about.
#pragma once

#include <string>

namespace executioner::cli {

/// Prints "PLACE: KIND MESSAGE" to stderr and below it the line of `text` that the place names,
/// with a mark below the column.
/// \param place  "etl.yaml:12:5", or without line and column
/// \param kind   "warning: ", or ""
void PrintComplaint(const std::string& text, const std::string& place, const char* kind,
                    const std::string& message);

}  // namespace executioner::cli
