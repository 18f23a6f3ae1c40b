#include "controller/domain/expression/value.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "controller/domain/expression/compare.h"
#include "controller/domain/expression/convert.h"

namespace executioner::domain::expression {
namespace {

/// Keys of different kinds never equal each other, so the kind comes first in their order.
int KindOfKey(const Value& key) {
  if (key.As<bool>() != nullptr) {
    return 0;
  }
  if (key.As<std::int64_t>() != nullptr || key.As<std::uint64_t>() != nullptr) {
    return 1;
  }
  return key.As<std::string>() != nullptr ? 2 : -1;
}

bool Before(const Value& left, const Value& right) {
  const int kind = KindOfKey(left);
  return kind == KindOfKey(right) ? Compare(left, right) == std::partial_ordering::less
                                  : kind < KindOfKey(right);
}

/// A double finds an integer key only if it is that integer.
std::optional<Value> IntegerKey(double key) {
  for (const Value& integer : {ToInt(Value(key)), ToUint(Value(key))}) {
    if (Compare(integer, Value(key)) == std::partial_ordering::equivalent) {
      return integer;
    }
  }
  return std::nullopt;
}

}  // namespace

Value MakeList(List items) {
  return std::make_shared<const List>(std::move(items));
}

Value MakeMap(Map entries) {
  for (const auto& [key, value] : entries) {
    if (KindOfKey(key) < 0) {
      return Failure{"unsupported key type"};
    }
  }
  std::ranges::sort(entries, Before, &Map::value_type::first);
  const auto repeated = std::ranges::adjacent_find(
      entries, [](const auto& one, const auto& next) { return !Before(one.first, next.first); });
  if (repeated != entries.end()) {
    return Failure{"Failed with repeated key"};
  }
  return std::make_shared<const Map>(std::move(entries));
}

const Value* FindKey(const Map& map, const Value& key) {
  if (const auto* number = key.As<double>()) {
    const auto integer = IntegerKey(*number);
    return integer ? FindKey(map, *integer) : nullptr;
  }
  if (KindOfKey(key) < 0) {
    return nullptr;
  }
  const auto found = std::ranges::lower_bound(map, key, Before, &Map::value_type::first);
  return found == map.end() || Before(key, found->first) ? nullptr : &found->second;
}

Failure NoSuchOverload() {
  return {"no such overload"};
}

}  // namespace executioner::domain::expression
