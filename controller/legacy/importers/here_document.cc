#include "controller/legacy/importers/here_document.h"

#include <algorithm>

namespace executioner::legacy::importers {

void HereDocument::SetEnd(std::string_view word) {
  end = word;
  std::erase_if(end, [](char letter) { return letter == '\'' || letter == '"' || letter == '\\'; });
}

bool HereDocument::EndsWith(std::string_view line) const {
  if (strips_tabs) {
    line.remove_prefix(std::min(line.find_first_not_of('\t'), line.size()));
  }
  return line == end;
}

}  // namespace executioner::legacy::importers
