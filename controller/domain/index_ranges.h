/// \file
/// Sets of small indexes as text, as Indexed Jobs write them: "0-311,313-999". Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace executioner::domain {

/// All indexes from `first` to `last`, both included.
struct IndexRange {
  int first = 0;
  int last = 0;

  bool operator==(const IndexRange&) const = default;
};

/// Adds an index to ranges. \pre it is larger than all indexes in them
void AddIndex(std::vector<IndexRange>& ranges, int index);

/// \return "" for no ranges
std::string FormatRanges(const std::vector<IndexRange>& ranges);

/// Reads text from outside. Accepts only the form of FormatRanges: ascending ranges that do not
/// touch, without leading zeros. Time and memory are bounded by `below`.
/// \param below  every index must be smaller
/// \return nothing for other text; no ranges for ""
std::optional<std::vector<IndexRange>> ParseRanges(std::string_view text, int below);

}  // namespace executioner::domain
