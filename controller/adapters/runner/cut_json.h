/// \file
/// Repairs JSON whose end is missing. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace executioner::runner {

/// Repairs an object that was cut off: keeps all complete members and, in the first text, also the
/// member whose string was cut. Drops a number or word at the very end, because digits may be
/// missing. Linear in `text`, of which only the first 16 KiB are read. \return texts to parse, the
/// most complete first; none if `text` is not a cut object
std::vector<std::string> MendCutObject(std::string_view text);

}  // namespace executioner::runner
