#include "controller/cli/print_text.h"

#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <string>

#include "controller/base/display_text.h"
#include "controller/cli/display_width.h"
#include "controller/domain/attempt.h"

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

using domain::kTailMark;

/// Each line of a text, prefixed with `before`.
std::string Behind(std::string_view text, const std::string& before) {
  std::string lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.append("\n").append(before).append(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace

void PrintComplaint(const std::string& text, const std::string& place, const char* kind,
                    const std::string& message) {
  PrintMessage(stderr, place + ": " + kind + message);
  PrintText(stderr, Snippet(text, place));
}

std::string MessageHead(std::string_view message) {
  return std::string(message.substr(0, std::min(message.find(kTailMark), message.find('\n'))));
}

std::string MessageBlock(std::string_view message, std::string_view before) {
  const std::size_t mark = std::min(message.find(kTailMark), message.size());
  const std::string_view head = message.substr(0, mark);
  const std::size_t first = std::min(head.find('\n'), head.size());
  std::string block(head.substr(0, first));
  block += Behind(head.substr(std::min(first + 1, head.size())), std::string(before));
  // The mark itself, "last output:", is left out: the "| " says as much.
  return mark == message.size()
             ? block
             : block + Behind(message.substr(mark + kTailMark.size()), std::string(before) + "| ");
}

}  // namespace executioner::cli
