/// \file
/// Reports violated properties in fuzz targets.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace executioner::fuzz {

/// Ends the process if `holds` is false; the fuzzer then keeps the input.
/// \param property  description of the property
inline void Require(bool holds, std::string_view property) {
  if (!holds) {
    std::fprintf(stderr, "does not hold: %.*s\n", static_cast<int>(property.size()),
                 property.data());
    std::abort();
  }
}

}  // namespace executioner::fuzz
