// The arithmetic operators. Both operands must have the same type; integers never wrap around.
#include <limits>
#include <utility>

#include "controller/domain/expression/functions.h"

namespace executioner::domain::expression {
namespace {

using Arguments = std::span<const Value>;

template <class T>
constexpr bool kIsDouble = std::is_same_v<T, double>;

Value Overflow() {
  return Failure{"integer overflow"};
}

/// Calls `compute` with two operands that are numbers of the same type.
template <class Compute>
Value Apply(Arguments arguments, Compute compute) {
  const auto apply = [&]<class T>(const T* left, const T* right) -> Value {
    return left != nullptr && right != nullptr ? compute(*left, *right) : NoSuchOverload();
  };
  const Value& left = arguments[0];
  const Value& right = arguments[1];
  if (const auto* integer = left.As<std::int64_t>()) {
    return apply(integer, right.As<std::int64_t>());
  }
  if (const auto* natural = left.As<std::uint64_t>()) {
    return apply(natural, right.As<std::uint64_t>());
  }
  return apply(left.As<double>(), right.As<double>());
}

/// Divides integers after the checks that `/` and `%` share.
template <class T, class Compute>
Value DivideIntegers(T left, T right, const char* by_zero, Compute compute) {
  if (right == 0) {
    return Failure{by_zero};
  }
  // The quotient of the smallest integer and -1 is too large; the processor traps.
  const bool overflow =
      std::is_signed_v<T> && left == std::numeric_limits<T>::min() && std::cmp_equal(right, -1);
  return overflow ? Overflow() : Value(compute(left, right));
}

}  // namespace

Value Add(Arguments arguments, Budget& budget) {
  const Value& left = arguments[0];
  const Value& right = arguments[1];
  if (const auto* text = left.As<std::string>()) {
    const auto* other = right.As<std::string>();
    if (other == nullptr) {
      return NoSuchOverload();
    }
    return budget.SpendBytes(text->size() + other->size()) ? Value(*text + *other) : Value();
  }
  if (const List* list = left.AsList()) {
    const List* other = right.AsList();
    if (other == nullptr || !budget.Spend(list->size() + other->size())) {
      return NoSuchOverload();
    }
    List both(*list);
    both.insert(both.end(), other->begin(), other->end());
    return MakeList(std::move(both));
  }
  return Apply(arguments, []<class T>(T one, T other) -> Value {
    if constexpr (kIsDouble<T>) {
      return one + other;
    } else {
      T sum = 0;
      return __builtin_add_overflow(one, other, &sum) ? Overflow() : Value(sum);
    }
  });
}

Value Subtract(Arguments arguments, Budget& /*budget*/) {
  return Apply(arguments, []<class T>(T left, T right) -> Value {
    if constexpr (kIsDouble<T>) {
      return left - right;
    } else {
      T difference = 0;
      return __builtin_sub_overflow(left, right, &difference) ? Overflow() : Value(difference);
    }
  });
}

Value Multiply(Arguments arguments, Budget& /*budget*/) {
  return Apply(arguments, []<class T>(T left, T right) -> Value {
    if constexpr (kIsDouble<T>) {
      return left * right;
    } else {
      T product = 0;
      return __builtin_mul_overflow(left, right, &product) ? Overflow() : Value(product);
    }
  });
}

Value Divide(Arguments arguments, Budget& /*budget*/) {
  return Apply(arguments, []<class T>(T left, T right) -> Value {
    if constexpr (kIsDouble<T>) {
      return left / right;
    } else {
      return DivideIntegers(left, right, "division by zero", [](T a, T b) { return a / b; });
    }
  });
}

Value Modulo(Arguments arguments, Budget& /*budget*/) {
  return Apply(arguments, []<class T>(T left, T right) -> Value {
    if constexpr (kIsDouble<T>) {
      return NoSuchOverload();
    } else {
      return DivideIntegers(left, right, "modulus by zero", [](T a, T b) { return a % b; });
    }
  });
}

Value Negate(Arguments arguments, Budget& /*budget*/) {
  if (const auto* number = arguments[0].As<double>()) {
    return -*number;
  }
  const auto* integer = arguments[0].As<std::int64_t>();
  if (integer == nullptr) {
    return NoSuchOverload();
  }
  return *integer == std::numeric_limits<std::int64_t>::min() ? Overflow() : Value(-*integer);
}

}  // namespace executioner::domain::expression
