#include "controller/cli/text_table.h"

#include <algorithm>

#include "controller/base/display_text.h"
#include "controller/cli/display_width.h"

namespace executioner::cli {

std::string TextTable(std::vector<std::vector<std::string>> rows) {
  constexpr std::size_t kGap = 3;
  std::vector<std::size_t> widths(rows.empty() ? 0 : rows.front().size());
  for (auto& row : rows) {
    for (std::size_t column = 0; column < row.size(); ++column) {
      row[column] = base::DisplayLine(row[column]);
      widths[column] = std::max(widths[column], DisplayWidth(row[column]));
    }
  }
  std::string text;
  for (const auto& row : rows) {
    for (std::size_t column = 0; column < row.size(); ++column) {
      text += row[column];
      if (column + 1 < row.size()) {
        text.append(widths[column] - DisplayWidth(row[column]) + kGap, ' ');
      }
    }
    text += '\n';
  }
  return text;
}

}  // namespace executioner::cli
