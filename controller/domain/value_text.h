/// \file
/// Values of params and results: JSON in its canonical form, and the text that stands for it in a
/// command or a variable. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "controller/domain/workflow.h"

namespace executioner::domain {

/// Maximum size of one value in bytes, and so of its text.
inline constexpr std::size_t kLargestValue = 65'536;

/// Whether a JSON value has the type. An Integer is written without fraction and exponent and has
/// at most 64 bits.
bool HasType(std::string_view json, ValueType type);

/// Finds a field of an Object.
/// \param steps  the names of nested fields; none: the value itself
/// \return its JSON, part of `json`; nothing if it does not exist
std::optional<std::string_view> FieldAt(std::string_view json, std::span<const std::string> steps);

/// Returns the text of a value: that of a String without quotes and escapes, the JSON of any other.
/// \par Example
///   TextOfValue("\"a b\"") gives "a b", TextOfValue("[1,2]") gives "[1,2]".
std::string TextOfValue(std::string_view json);

}  // namespace executioner::domain
