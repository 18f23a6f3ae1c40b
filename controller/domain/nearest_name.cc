#include "controller/domain/nearest_name.h"

#include <algorithm>
#include <cctype>
#include <numeric>
#include <string_view>

namespace executioner::domain {
namespace {

// Longer names cannot be misspelled names of jobs, which have at most 63 characters.
constexpr std::size_t kLongestName = 128;

char Lower(char letter) {
  return static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
}

bool SameButForCase(std::string_view left, std::string_view right) {
  return std::ranges::equal(left, right, {}, Lower, Lower);
}

/// Levenshtein's distance of two short texts.
std::size_t Distance(std::string_view left, std::string_view right) {
  // One row of the table is enough: `diagonal` keeps the value above to the left, which the row has
  // already overwritten.
  std::vector<std::size_t> row(right.size() + 1);
  std::iota(row.begin(), row.end(), 0U);
  for (std::size_t i = 0; i < left.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < right.size(); ++j) {
      const std::size_t changed = diagonal + (left[i] == right[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({changed, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row[right.size()];
}

}  // namespace

std::string NearestName(const std::string& name, const std::vector<std::string>& candidates) {
  if (name.size() > kLongestName) {
    return "";
  }
  std::string nearest;
  std::size_t least = name.size() / 3 + 1;
  for (const std::string& candidate : candidates) {
    // The distance is at least the difference of the lengths: most candidates need no computation.
    const std::size_t longer = std::max(candidate.size(), name.size());
    if (longer - std::min(candidate.size(), name.size()) >= least) {
      continue;
    }
    const std::size_t distance = SameButForCase(candidate, name) ? 0 : Distance(candidate, name);
    if (distance < least) {
      least = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

}  // namespace executioner::domain
