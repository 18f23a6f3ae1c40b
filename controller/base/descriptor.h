/// \file
/// Ownership of file descriptors: files, sockets, timers, processes.
#pragma once

#include <utility>

namespace executioner::base {

/// A file descriptor that is closed by the destructor; -1: none.
class Descriptor {
 public:
  Descriptor() = default;

  explicit Descriptor(int number) : number_(number) {}

  ~Descriptor();
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}

  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }

  int Number() const { return number_; }

 private:
  int number_ = -1;
};

}  // namespace executioner::base
