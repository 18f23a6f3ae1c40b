/// \file
/// Parses the grammar of CEL, without messages and bytes. Pure.
#pragma once

#include <string_view>
#include <variant>

#include "controller/domain/expression/syntax.h"

namespace executioner::domain::expression {

/// Parses an expression, and expands no macro: they are nodes of their own.
/// \return the tree, or the first error
std::variant<Syntax, Failure> Parse(std::string_view source);

}  // namespace executioner::domain::expression
