/// \file
/// The here-document of a command: `<<END`. Pure.
#pragma once

#include <string>
#include <string_view>

namespace executioner::legacy::importers {

struct HereDocument {
  /// \param word  as written behind `<<`, perhaps quoted
  void SetEnd(std::string_view word);

  /// Whether the line is the one that ends it.
  bool EndsWith(std::string_view line) const;

  bool strips_tabs = false;  ///< `<<-`
  std::string end = {};
};

}  // namespace executioner::legacy::importers
