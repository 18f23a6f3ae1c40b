/// \file
/// A growing array for plain values. The runner is built without the C++ standard library and runs
/// a single attempt, so it never frees memory. Not thread-safe.
#pragma once

#include <stddef.h>

namespace executioner::runner {

/// Enlarges `memory`, which may be null, to `bytes` bytes and keeps its content.
///
/// \return the memory, possibly moved. If memory has run out, the process reports it and exits with
/// kExitRunnerFailed, because no caller could continue.
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

  /// \return the array, or null if it is empty; valid until the next Add
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
