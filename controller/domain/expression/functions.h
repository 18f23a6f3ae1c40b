/// \file
/// The functions and operators of expressions. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "controller/domain/expression/syntax.h"
#include "controller/domain/expression/type.h"

namespace executioner::domain::expression {

/// One overload of a function. All overloads of a name have the same implementation, because the
/// types of dyn values are known only when it runs.
struct Function {
  std::string name = {};  ///< "size"; operators have names like "_+_"
  bool is_member = false;
  std::vector<Type> parameters = {};  ///< of a member, the first is the value before the dot
  Type result = {};
  Implementation run = nullptr;
};

/// Returns all overloads. `&&`, `||` and `?:` are not among them: they do not evaluate all of their
/// operands.
const std::vector<Function>& Functions();

Value Add(std::span<const Value> arguments, Budget& budget);
Value Subtract(std::span<const Value> arguments, Budget& budget);
Value Multiply(std::span<const Value> arguments, Budget& budget);
Value Divide(std::span<const Value> arguments, Budget& budget);
Value Modulo(std::span<const Value> arguments, Budget& budget);
Value Negate(std::span<const Value> arguments, Budget& budget);

Value Size(std::span<const Value> arguments, Budget& budget);
Value Contains(std::span<const Value> arguments, Budget& budget);
Value StartsWith(std::span<const Value> arguments, Budget& budget);
Value EndsWith(std::span<const Value> arguments, Budget& budget);
Value Matches(std::span<const Value> arguments, Budget& budget);

/// `_[_]` of a list or a map.
Value Index(std::span<const Value> arguments, Budget& budget);

/// The operator `in`.
Value IsIn(std::span<const Value> arguments, Budget& budget);

/// Returns the value of a map's field.
Value Field(const Value& map, const std::string& name);

}  // namespace executioner::domain::expression
