/// \file
/// Suggestions for misspelled names. Pure.
#pragma once

#include <string>
#include <vector>

namespace executioner::domain {

/// Returns the name in `candidates` that is most similar to `name` (edit distance at most a third
/// of its length), or "".
std::string NearestName(const std::string& name, const std::vector<std::string>& candidates);

}  // namespace executioner::domain
