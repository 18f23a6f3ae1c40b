#include "controller/cli/print_complaint.h"

#include <cstdio>
#include <cstdlib>
#include <sstream>

namespace executioner::cli {
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
  if (line <= 0 || column <= 0 || found.empty() || found.size() > 300) {
    return {};
  }
  return "    " + found + "\n    " + std::string(static_cast<std::size_t>(column) - 1, ' ') + "^\n";
}

}  // namespace

void PrintComplaint(const std::string& text, const std::string& place, const char* kind,
                    const std::string& message) {
  std::fprintf(stderr, "%s: %s%s\n%s", place.c_str(), kind, message.c_str(),
               Snippet(text, place).c_str());
}

}  // namespace executioner::cli
