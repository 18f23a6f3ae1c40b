/// \file
/// Which texts are values of which result type. Pure.
#pragma once

#include "runner/spec.h"
#include "runner/text.h"

namespace executioner::runner {

/// Says what is wrong with a value.
///
/// \return null when it is a value of the type: any UTF-8 text without NUL, and of `Integer` a
/// decimal number of at most 64
///         bits, of `Number` a number as in JSON, of `Boolean` `true` or `false`, of `List` a JSON
///         list
const char* ComplaintAbout(ResultType type, Bytes value);

}  // namespace executioner::runner
