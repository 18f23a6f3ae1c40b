/// \file
/// JSON whose end is missing. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace executioner::runner {

/// What an object that was cut off after some byte may have begun with: the members that are whole,
/// and in the first text also the one whose string was cut. Numbers and words at the very end are
/// left out, since digits may be missing.
/// \return texts to parse, the fullest first; none when `text` is not a cut object. Linear in
///         `text`, of which nothing beyond 16 KiB is looked at
std::vector<std::string> MendCutObject(std::string_view text);

}  // namespace executioner::runner
