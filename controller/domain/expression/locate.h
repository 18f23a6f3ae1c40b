/// \file
/// Finds line and column of a failure. Pure.
#pragma once

#include <string_view>

#include "controller/domain/expression/program.h"

namespace executioner::domain::expression {

/// Converts a failure at an offset to a problem at a line and column.
Problem Locate(std::string_view source, const Failure& failure);

}  // namespace executioner::domain::expression
