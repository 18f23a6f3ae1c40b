/// \file
/// Bounds the work of an evaluation. Pure.
#pragma once

#include <cstddef>

namespace executioner::domain::expression {

/// The steps that an evaluation may still take. A step is an expression that is evaluated, an item
/// of a list, or kBytesPerStep bytes of a string. Not thread-safe.
class Budget {
 public:
  static constexpr std::size_t kBytesPerStep = 64;

  explicit Budget(std::size_t steps) : left_(steps) {}

  /// Takes steps. Once there are too few, every later call fails, too.
  /// \return whether there were enough
  bool Spend(std::size_t steps) {
    exhausted_ = exhausted_ || steps > left_;
    left_ -= exhausted_ ? 0 : steps;
    return !exhausted_;
  }

  /// Takes the steps for a string.
  bool SpendBytes(std::size_t bytes) { return Spend(bytes / kBytesPerStep); }

  bool Exhausted() const { return exhausted_; }

 private:
  std::size_t left_;
  bool exhausted_ = false;
};

}  // namespace executioner::domain::expression
