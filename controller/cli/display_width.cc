#include "controller/cli/display_width.h"

#include <algorithm>
#include <utf8proc.h>

#include "controller/base/display_text.h"

namespace executioner::cli {
namespace {

struct Character {
  std::size_t length = 1;  // bytes
  std::size_t width = 1;   // columns
};

/// The first character of a nonempty text. Bytes that are not UTF-8 and unassigned characters count
/// as one column.
Character First(std::string_view text) {
  utf8proc_int32_t code = -1;
  const auto* const bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  const utf8proc_ssize_t length =
      utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size()), &code);
  if (length <= 0) {
    return {};
  }
  // Terminals show a replacement for those, one column wide.
  const bool known = utf8proc_category(code) != UTF8PROC_CATEGORY_CN;
  return {.length = static_cast<std::size_t>(length),
          .width = known ? static_cast<std::size_t>(std::max(0, utf8proc_charwidth(code))) : 1};
}

}  // namespace

std::size_t DisplayWidth(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const Character first = First(text);
    width += first.width;
    text.remove_prefix(first.length);
  }
  return width;
}

std::string CutToWidth(std::string_view text, std::size_t columns) {
  std::size_t width = 0;
  std::size_t end = 0;
  while (end < text.size()) {
    const Character next = First(text.substr(end));
    if (width + next.width > columns) {
      break;
    }
    width += next.width;
    end += next.length;
  }
  return std::string(text.substr(0, end));
}

std::string Shortened(std::string_view text, std::size_t columns) {
  if (columns == 0 || DisplayWidth(text) <= columns) {
    return CutToWidth(text, columns);
  }
  return CutToWidth(text, columns - 1) + "\u2026";
}

std::string TextTable(std::vector<std::vector<std::string>> rows) {
  constexpr std::size_t kGap = 3;
  std::vector<std::size_t> widths(rows.empty() ? 0 : rows.front().size());
  for (auto& row : rows) {
    for (std::size_t column = 0; column < row.size(); ++column) {
      row[column] = base::DisplayLine(row[column]);
      // By columns of the terminal: bytes or characters would not line up.
      widths[column] = std::max(widths[column], DisplayWidth(row[column]));
    }
  }
  std::string text;
  for (const auto& row : rows) {
    for (std::size_t column = 0; column < row.size(); ++column) {
      text += row[column];
      // No blanks at the end of lines: they would wrap on a narrow terminal.
      if (column + 1 < row.size()) {
        text.append(widths[column] - DisplayWidth(row[column]) + kGap, ' ');
      }
    }
    text += '\n';
  }
  return text;
}

}  // namespace executioner::cli
