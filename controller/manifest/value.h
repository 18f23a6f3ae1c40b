/// \file
/// A JSON value, read from JSON or YAML: the form between text and the domain. Plain data.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace executioner::manifest {

struct Value;

/// A number that is not a 64-bit integer, in the notation of JSON.
struct Number {
  std::string text = {};
};

using List = std::vector<Value>;
using Object = std::map<std::string, Value, std::less<>>;

/// null, a boolean, an integer, another number, text, a list or an object.
struct Value {
  std::variant<std::monostate, bool, std::int64_t, Number, std::string, List, Object> data = {};
  int line = 0;    ///< its line in the YAML text, from 1; 0 if it was not read from YAML
  int column = 0;  ///< from 1, in bytes

  bool IsNull() const { return std::holds_alternative<std::monostate>(data); }

  /// \return null if it has another type, like the three functions below
  const std::string* Text() const { return std::get_if<std::string>(&data); }

  const List* Items() const { return std::get_if<List>(&data); }

  const Object* Members() const { return std::get_if<Object>(&data); }

  /// \return the member; null if it is not an object or has no such key
  const Value* Find(std::string_view key) const;
};

/// Returns "a number", "a list", ..., for messages.
std::string_view KindOf(const Value& value);

/// Finds the value at a field path such as "spec.jobs[2].env[0].value" or "labels[a.b/c]".
/// \return the value, or the nearest existing value around it
const Value& Nearest(const Value& root, std::string_view path);

}  // namespace executioner::manifest
