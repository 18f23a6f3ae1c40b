/// \file
/// Validates values of results. Pure.
#pragma once

#include "runner/spec.h"
#include "runner/text.h"

namespace executioner::runner {

/// Checks a value: any type must be UTF-8 without NUL. `Integer` is a decimal number of at most 64
/// bits, `Number` a number as in JSON, `Boolean` `true` or `false`, `List` a JSON list, and
/// `Object` a JSON object.
///
/// \return what is wrong with the value; null if it is valid
const char* ComplaintAbout(ResultType type, Bytes value);

}  // namespace executioner::runner
