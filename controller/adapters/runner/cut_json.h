/// \file
/// JSON whose end is missing. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace executioner::runner {

/// Repairs an object that was cut off: keeps all complete members and, in the first text, also the
/// member whose string was cut. Drops a number or word at the very end, since digits may be
/// missing. \return texts to parse, the fullest first; none if `text` is not a cut object. Linear
/// in `text`,
///         of which only the first 16 KiB are read
std::vector<std::string> MendCutObject(std::string_view text);

}  // namespace executioner::runner
