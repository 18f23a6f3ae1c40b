/// \file
/// What the fuzz targets have in common: saying that a property does not hold.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace executioner::fuzz {

/// Ends the process when `holds` is false; the fuzzer then keeps the input.
/// \param property  what should have held, in words
inline void Require(bool holds, std::string_view property) {
  if (!holds) {
    std::fprintf(stderr, "does not hold: %.*s\n", static_cast<int>(property.size()),
                 property.data());
    std::abort();
  }
}

}  // namespace executioner::fuzz
