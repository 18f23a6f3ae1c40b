#include "controller/domain/index_ranges.h"

#include <charconv>

#include "controller/base/join.h"

namespace executioner::domain {
namespace {

/// Removes a number from the front of the text.
std::optional<int> TakeIndex(std::string_view& text, int below) {
  int index = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, index);
  const bool has_zeros = text.size() > 1 && text[0] == '0' && rest != text.data() + 1;
  // from_chars takes a sign, which we never write.
  if (error != std::errc{} || text[0] == '-' || has_zeros || index >= below) {
    return std::nullopt;
  }
  text.remove_prefix(static_cast<std::size_t>(rest - text.data()));
  return index;
}

std::optional<IndexRange> TakeRange(std::string_view& text, int below) {
  const auto first = TakeIndex(text, below);
  if (!first || !text.starts_with('-')) {
    return first ? std::optional(IndexRange{*first, *first}) : std::nullopt;
  }
  text.remove_prefix(1);
  const auto last = TakeIndex(text, below);
  // "3-3" is rejected: FormatRanges writes "3".
  return last && *last > *first ? std::optional(IndexRange{*first, *last}) : std::nullopt;
}

}  // namespace

void AddIndex(std::vector<IndexRange>& ranges, int index) {
  if (!ranges.empty() && ranges.back().last + 1 == index) {
    ranges.back().last = index;
  } else {
    ranges.push_back({index, index});
  }
}

std::string FormatRanges(const std::vector<IndexRange>& ranges) {
  return base::Join(ranges, ",", [](const IndexRange& range) {
    const std::string first = std::to_string(range.first);
    return range.last > range.first ? first + "-" + std::to_string(range.last) : first;
  });
}

std::optional<std::vector<IndexRange>> ParseRanges(std::string_view text, int below) {
  std::vector<IndexRange> ranges;
  while (!text.empty()) {
    const auto range = TakeRange(text, below);
    // Adjacent ranges are rejected, so that each set has only one form.
    if (!range || (!ranges.empty() && range->first <= ranges.back().last + 1)) {
      return std::nullopt;
    }
    ranges.push_back(*range);
    if (text.empty()) {
      break;
    }
    if (!text.starts_with(',') || text.size() == 1) {
      return std::nullopt;
    }
    text.remove_prefix(1);
  }
  return ranges;
}

}  // namespace executioner::domain
