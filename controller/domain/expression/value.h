/// \file
/// Values of expressions, over what JSON can hold. Pure.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace executioner::domain::expression {

struct Value;

using List = std::vector<Value>;

/// Why there is no value.
struct Failure {
  std::string message = {};
  int offset = -1;  ///< in the source, in bytes; -1 until the expression that failed is known

  bool operator==(const Failure&) const = default;
};

/// Keys are booleans, integers and strings, in ascending order; MakeMap makes them so.
using Map = std::vector<std::pair<Value, Value>>;

/// The alternatives of a Value; monostate is `null`. Lists and maps are shared, because a value is
/// copied whenever a variable is read.
using AnyValue =
    std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double, std::string,
                 std::shared_ptr<const List>, std::shared_ptr<const Map>, Failure>;

/// A value, or the failure to compute one: operators such as `||` can still succeed when an operand
/// fails, so a failure travels like a value.
struct Value : AnyValue {
  using AnyValue::AnyValue;

  /// \return the alternative, or null if the value has another type
  template <class T>
  const T* As() const {
    return std::get_if<T>(static_cast<const AnyValue*>(this));
  }

  /// \return the items of a list, or null
  const List* AsList() const {
    const auto* list = As<std::shared_ptr<const List>>();
    return list == nullptr ? nullptr : list->get();
  }

  /// \return the entries of a map, or null
  const Map* AsMap() const {
    const auto* map = As<std::shared_ptr<const Map>>();
    return map == nullptr ? nullptr : map->get();
  }
};

/// Returns a list.
Value MakeList(List items);

/// Returns a map, or a failure if a key has a type that keys cannot have or appears twice; 1 and 1u
/// are the same key.
Value MakeMap(Map entries);

/// Finds a key; numbers of different types are compared by value.
/// \return the value of the key, or null
const Value* FindKey(const Map& map, const Value& key);

/// Returns the failure of a function that is not defined for its arguments: "no such overload".
Failure NoSuchOverload();

}  // namespace executioner::domain::expression
