/// \file
/// Converts JSON to values of expressions. Pure.
#pragma once

#include <string_view>

#include "controller/domain/expression/value.h"

namespace executioner::domain::expression {

/// Converts a JSON text. Numbers without fraction and exponent become int, others double; objects
/// become maps.
/// \return the value, or a failure if the text is not JSON, has a number that is out of range or is
/// nested too deeply
Value FromJson(std::string_view json);

}  // namespace executioner::domain::expression
