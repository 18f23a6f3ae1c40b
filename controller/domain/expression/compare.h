/// \file
/// Equality and order of values as CEL defines them. Pure.
#pragma once

#include <compare>

#include "controller/domain/expression/budget.h"
#include "controller/domain/expression/value.h"

namespace executioner::domain::expression {

/// Compares two values. Values of different types are not equal, except numbers, which are compared
/// by value; so are keys of maps. NaN equals nothing.
/// \param budget  pays for the items and bytes that are compared; false when it is exhausted
bool Equal(const Value& left, const Value& right, Budget& budget);

/// Orders two numbers of any types, two strings or two booleans.
/// \return unordered for other pairs and for NaN
std::partial_ordering Compare(const Value& left, const Value& right);

/// \return whether `<` is defined for the types of the two values
bool Ordered(const Value& left, const Value& right);

}  // namespace executioner::domain::expression
