/// \file
/// The here-document of a command: `<<END`. Pure.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace executioner::legacy::importers {

struct HereDocument {
  /// \param word  as written behind `<<`, perhaps quoted
  void SetEnd(std::string_view word) {
    end = word;
    std::erase_if(end, [](char one) { return one == '\'' || one == '"' || one == '\\'; });
  }

  /// Whether the line is the one that ends it.
  bool EndsWith(std::string_view line) const {
    if (strips_tabs) {
      line.remove_prefix(std::min(line.find_first_not_of('\t'), line.size()));
    }
    return line == end;
  }

  bool strips_tabs = false;  ///< `<<-`
  std::string end = {};
};

}  // namespace executioner::legacy::importers
