#include "controller/cli/print_text.h"

#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <string>

#include "controller/base/display_text.h"
#include "controller/cli/display_width.h"

namespace executioner::cli {

void PrintText(std::FILE* stream, std::string_view text) {
  const std::string safe = base::DisplayText(text);
  std::fwrite(safe.data(), 1, safe.size(), stream);
}

void PrintMessage(std::FILE* stream, std::string_view message) {
  const std::string safe = base::DisplayMessage(message) + "\n";
  std::fwrite(safe.data(), 1, safe.size(), stream);
}

namespace {

/// The line at "etl.yaml:12:5" with a mark below the column; "" when the place has none.
std::string Snippet(const std::string& text, const std::string& place) {
  const std::size_t second = place.rfind(':');
  const std::size_t first = second == std::string::npos ? second : place.rfind(':', second - 1);
  if (first == std::string::npos) {
    return {};
  }
  const int line = std::atoi(place.c_str() + first + 1);
  const int column = std::atoi(place.c_str() + second + 1);
  std::istringstream lines(text);
  std::string found;
  for (int number = 0; number < line && std::getline(lines, found); ++number) {
  }
  found.resize(found.find_last_not_of('\r') + 1);
  // Generated files hold lines of any length; a part of one would not help.
  if (line <= 0 || column <= 0 || found.empty() || found.size() > 300) {
    return {};
  }
  // A tab has no fixed width, and the mark must stand below its column.
  std::ranges::replace(found, '\t', ' ');
  const std::size_t before = static_cast<std::size_t>(column) - 1;  // bytes
  const std::size_t width =
      DisplayWidth(base::DisplayLine(std::string_view(found).substr(0, before))) + before -
      std::min(before, found.size());
  return "    " + base::DisplayLine(found) + "\n    " + std::string(width, ' ') + "^\n";
}

}  // namespace

void PrintComplaint(const std::string& text, const std::string& place, const char* kind,
                    const std::string& message) {
  PrintMessage(stderr, place + ": " + kind + message);
  PrintText(stderr, Snippet(text, place));
}

}  // namespace executioner::cli
