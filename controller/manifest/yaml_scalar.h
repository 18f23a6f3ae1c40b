/// \file
/// What an unquoted YAML scalar is, by the core schema of YAML 1.2. Pure.
#pragma once

#include <string>
#include <string_view>

#include "controller/manifest/value.h"

namespace executioner::manifest {

/// A value, or why there is none.
struct PlainScalar {
  Value value = {};
  std::string error = {};  ///< "" when there is a value
  /// Beside an error: the number or boolean that was probably meant, as all programs read it; ""
  /// when the text reads most like text.
  std::string meant = {};
};

/// Text that YAML 1.1 (and so kubectl) takes for something else is an error that says what to write
/// instead, or to quote it: yes, no, on, off, y, n, numbers with a leading zero, with "_" or in
/// base 2 or 60. So is what JSON cannot say: infinity and not-a-number. \par Example
///   "80" is the integer 80, "0080" an error, "8.0.1" text.
PlainScalar ReadPlain(std::string_view text);

}  // namespace executioner::manifest
