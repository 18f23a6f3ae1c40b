/// \file
/// Signals as things to read: all are blocked and wait in a file descriptor that can be polled. Not
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

  /// \return false when the kernel gave no descriptor; errno says why
  bool Ready() const { return descriptor_ >= 0; }

  /// Readable when a signal waits.
  int Descriptor() const { return descriptor_; }

  /// Takes the next signal that waits, without blocking.
  ///
  /// \return its number, 0 when none waits
  int Take() const;

  /// The mask from before, which a child is to be started with.
  const sigset_t& OriginalMask() const { return original_mask_; }

 private:
  sigset_t original_mask_ = {};
  int descriptor_ = -1;
};

}  // namespace executioner::runner
