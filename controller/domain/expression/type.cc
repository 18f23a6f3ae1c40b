#include "controller/domain/expression/type.h"

#include <array>
#include <utility>

namespace executioner::domain::expression {
namespace {

using Kind = Type::Kind;

bool TakesAny(const Type& type) {
  return type.kind == Kind::kDyn || type.kind == Kind::kFree;
}

}  // namespace

std::string Type::Name() const {
  // In the order of Kind. What is free or a parameter has no name of its own.
  static constexpr std::array kNames{"dyn",    "null", "bool", "int",    "uint", "double",
                                     "string", "list", "map",  "object", "dyn",  "dyn"};
  std::string name = kNames.at(static_cast<std::size_t>(kind));
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    name += (i == 0 ? "(" : ", ") + arguments[i].Name();
  }
  return name + (arguments.empty() ? "" : ")");
}

Type ListOf(Type item) {
  return {.kind = Kind::kList, .arguments = {std::move(item)}};
}

Type MapOf(Type key, Type value) {
  return {.kind = Kind::kMap, .arguments = {std::move(key), std::move(value)}};
}

Type ObjectOf(Fields fields) {
  return {.kind = Kind::kObject, .fields = std::make_shared<const Fields>(std::move(fields))};
}

std::optional<Type> Join(const Type& left, const Type& right) {
  if (left.kind == Kind::kFree) {
    return right;
  }
  if (right.kind == Kind::kFree) {
    return left;
  }
  if (left.kind == Kind::kDyn || right.kind == Kind::kDyn) {
    return Type{};
  }
  if (left.kind != right.kind) {
    return std::nullopt;
  }
  Type joined{.kind = left.kind, .fields = left.fields};
  for (std::size_t i = 0; i < left.arguments.size(); ++i) {
    auto argument = Join(left.arguments[i], right.arguments[i]);
    if (!argument) {
      return std::nullopt;
    }
    joined.arguments.push_back(*std::move(argument));
  }
  return joined;
}

bool Match(const Type& parameter, const Type& argument, Bindings& bound) {
  if (parameter.kind == Kind::kParameter) {
    auto& type = bound.at(parameter.parameter);
    auto joined = type ? Join(*type, argument) : argument;
    if (joined) {
      type = std::move(joined);
      return true;
    }
    return false;
  }
  if (TakesAny(parameter) || TakesAny(argument)) {
    return true;
  }
  if (parameter.kind != argument.kind) {
    return false;
  }
  for (std::size_t i = 0; i < parameter.arguments.size(); ++i) {
    if (!Match(parameter.arguments[i], argument.arguments[i], bound)) {
      return false;
    }
  }
  return true;
}

Type Substitute(const Type& type, const Bindings& bound) {
  if (type.kind == Kind::kParameter) {
    return bound.at(type.parameter).value_or(Type{});
  }
  Type result = type;
  for (Type& argument : result.arguments) {
    argument = Substitute(argument, bound);
  }
  return result;
}

}  // namespace executioner::domain::expression
