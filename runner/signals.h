/// \file
/// Receives signals through a file descriptor that can be polled; all signals are blocked. Not
/// thread-safe; one object per process.
#pragma once

#include <signal.h>

namespace executioner::runner {

class Signals {
 public:
  Signals();
  ~Signals() = default;
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;
  Signals(Signals&&) = delete;
  Signals& operator=(Signals&&) = delete;

  /// \return false if the descriptor could not be created; errno says why
  bool Ready() const { return descriptor_ >= 0; }

  /// \return a descriptor that is readable when a signal is pending
  int Descriptor() const { return descriptor_; }

  /// Takes the next pending signal without blocking.
  ///
  /// \return its number, or 0 if none is pending
  int Take() const;

  /// \return the original mask, with which children must be started
  const sigset_t& OriginalMask() const { return original_mask_; }

 private:
  sigset_t original_mask_ = {};
  int descriptor_ = -1;
};

}  // namespace executioner::runner
