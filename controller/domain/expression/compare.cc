#include "controller/domain/expression/compare.h"

#include <algorithm>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

namespace executioner::domain::expression {
namespace {

template <class T>
constexpr bool kIsNumber = std::is_same_v<T, std::int64_t> || std::is_same_v<T, std::uint64_t> ||
                           std::is_same_v<T, double>;

bool IsNumber(const Value& value) {
  return value.As<std::int64_t>() != nullptr || value.As<std::uint64_t>() != nullptr ||
         value.As<double>() != nullptr;
}

struct Ordering {
  template <class L, class R>
  std::partial_ordering operator()(const L& left, const R& right) const {
    if constexpr (std::is_same_v<L, double> || std::is_same_v<R, double>) {
      // As cel-go does: an integer is rounded to the nearest double first.
      if constexpr (kIsNumber<L> && kIsNumber<R>) {
        return static_cast<double>(left) <=> static_cast<double>(right);
      }
    } else if constexpr (kIsNumber<L> && kIsNumber<R>) {
      if (std::cmp_equal(left, right)) {
        return std::partial_ordering::equivalent;
      }
      return std::cmp_less(left, right) ? std::partial_ordering::less
                                        : std::partial_ordering::greater;
    } else if constexpr (std::is_same_v<L, R> &&
                         (std::is_same_v<L, bool> || std::is_same_v<L, std::string>)) {
      return left <=> right;
    }
    return std::partial_ordering::unordered;
  }
};

}  // namespace

std::partial_ordering Compare(const Value& left, const Value& right) {
  return std::visit(Ordering{}, static_cast<const AnyValue&>(left),
                    static_cast<const AnyValue&>(right));
}

bool Ordered(const Value& left, const Value& right) {
  if (IsNumber(left)) {
    return IsNumber(right);
  }
  return left.index() == right.index() &&
         (left.As<bool>() != nullptr || left.As<std::string>() != nullptr);
}

bool Equal(const Value& left, const Value& right, Budget& budget) {
  if (const List* list = left.AsList()) {
    const List* other = right.AsList();
    return other != nullptr && list->size() == other->size() && budget.Spend(list->size()) &&
           std::ranges::equal(*list, *other, [&budget](const Value& one, const Value& two) {
             return Equal(one, two, budget);
           });
  }
  if (const Map* map = left.AsMap()) {
    const Map* other = right.AsMap();
    return other != nullptr && map->size() == other->size() && budget.Spend(map->size()) &&
           std::ranges::all_of(*map, [&](const auto& entry) {
             const Value* found = FindKey(*other, entry.first);
             return found != nullptr && Equal(entry.second, *found, budget);
           });
  }
  if (left.As<std::monostate>() != nullptr) {
    return right.As<std::monostate>() != nullptr;
  }
  if (const auto* text = left.As<std::string>()) {
    return budget.SpendBytes(text->size()) &&
           Compare(left, right) == std::partial_ordering::equivalent;
  }
  return Compare(left, right) == std::partial_ordering::equivalent;
}

}  // namespace executioner::domain::expression
