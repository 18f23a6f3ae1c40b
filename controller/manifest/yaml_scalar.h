/// \file
/// Reads unquoted YAML scalars by the core schema of YAML 1.2. Pure.
#pragma once

#include <string>
#include <string_view>

#include "controller/manifest/value.h"

namespace executioner::manifest {

/// A value, or an error.
struct PlainScalar {
  Value value = {};
  std::string error = {};  ///< "" if there is a value
  /// With an error: the number or boolean that was probably meant, in unambiguous notation; "" if
  /// the scalar was probably meant as text.
  std::string meant = {};
};

/// Reads a scalar. Scalars that YAML 1.1 (and so kubectl) reads differently are errors that say
/// what to write instead: yes, no, on, off, y, n, numbers with a leading zero, with "_" or in base
/// 2 or 60. Values that JSON cannot express are errors too: infinity and not-a-number. \par Example
/// "80" is the integer 80, "0080" an error, "8.0.1" text.
PlainScalar ReadPlain(std::string_view text);

}  // namespace executioner::manifest
