/// \file
/// SHA-256 (FIPS 180-4). Names of pods and hashes of specs are computed with it. Pure.
#pragma once

#include <string>
#include <string_view>

namespace executioner::base {

/// \return 64 lower-case hexadecimal digits
std::string Sha256Hex(std::string_view bytes);

}  // namespace executioner::base
