/// \file
/// A growing array for plain values. The runner has no C++ standard library, and one attempt is all
/// it lives for: memory is never given back. Not thread-safe.
#pragma once

#include <stddef.h>

namespace executioner::runner {

/// Makes room for `bytes` bytes, keeping what is in `memory` (which may be null).
///
/// \return the memory, perhaps elsewhere. Where there is none left the process says so and exits
/// with
///         kExitRunnerFailed: no caller could go on.
void* Grow(void* memory, size_t bytes);

/// A growing array. `T` must be copyable byte by byte.
template <typename T>
class List {
 public:
  void Add(const T& value) {
    if (size_ == capacity_) {
      capacity_ = capacity_ == 0 ? 8 : capacity_ * 2;
      items_ = static_cast<T*>(Grow(items_, capacity_ * sizeof(T)));
    }
    items_[size_++] = value;
  }

  size_t Size() const { return size_; }

  /// The array itself, null when empty; valid until the next Add.
  T* Items() { return items_; }

  T& operator[](size_t index) { return items_[index]; }

  const T& operator[](size_t index) const { return items_[index]; }

  // For range-based loops.
  const T* begin() const { return items_; }

  const T* end() const { return items_ + size_; }

 private:
  T* items_ = nullptr;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

}  // namespace executioner::runner
