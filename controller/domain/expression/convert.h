/// \file
/// Conversions between types: `int(x)`, `string(x)` and so on. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "controller/domain/expression/value.h"

namespace executioner::domain::expression {

/// Converts to an integer. A double is truncated; text is decimal.
/// \return the integer, or a failure if it is out of range or the text is not a number
Value ToInt(const Value& value);

/// Converts to an unsigned integer, like ToInt.
Value ToUint(const Value& value);

/// Converts to a double; text may also be "inf" or "nan".
Value ToDouble(const Value& value);

/// Converts a boolean, a number or a string to text. A double gets the shortest text that reads
/// back as the same number.
Value ToText(const Value& value);

/// Converts the texts 1, t, true, True, TRUE and their opposites.
Value ToBool(const Value& value);

/// Reads a decimal floating-point number that fills the whole text.
/// \return nothing if the text is not a number, or too large
std::optional<double> ReadDouble(std::string_view text);

}  // namespace executioner::domain::expression
