/// \file
/// Finds the types of an expression. Pure.
#pragma once

#include <optional>

#include "controller/domain/expression/program.h"

namespace executioner::domain::expression {

/// Checks the types of a program's syntax, connects names with variables and calls with
/// implementations, and fills in the references.
/// \return the first error, in the order of evaluation
std::optional<Failure> Check(Program& program, const Fields& variables, const Type& result);

}  // namespace executioner::domain::expression
