/// \file
/// Values as text, to compare them with those of another implementation.
#pragma once

#include <string>

#include "controller/domain/expression/program.h"

namespace executioner::domain::expression {

/// Returns null, true, 12, 12u, d and the bits of a double in hex, s and the bytes of a string in
/// hex, [item,item], {key:value,key:value} in the order of the texts, or error.
/// tests/oracle/main.go writes the same.
std::string Show(const Value& value);

/// Compiles and evaluates an expression of any type. Variables are matched by their first name;
/// without a value, they are failures.
/// \param costly  whether it may take as many steps as it likes
/// \return the value; Show() of a failure is "error: 1:3: message"
std::string RunSource(const std::string& source, const Fields& variables,
                      const std::map<std::string, Value>& values, bool costly = false);

}  // namespace executioner::domain::expression
