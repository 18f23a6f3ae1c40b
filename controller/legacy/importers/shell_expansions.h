/// \file
/// What expansions and arithmetic in a text of a shell script do. Looks at all of the text, quoted
/// or not: keeping too much together is never wrong. Pure.
#pragma once

#include <string>
#include <string_view>

namespace executioner::legacy::importers {

/// Why it means something else in another shell: "$$", "RANDOM". "" when it does not.
std::string WhyVolatile(std::string_view text);

/// Why it gives variables other values without saying so: "$((x++))", "${x:=1}". "" for none.
std::string WhyAssigning(std::string_view text);

}  // namespace executioner::legacy::importers
