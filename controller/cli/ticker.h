/// \file
/// A descriptor that is readable once a second while it is on.
#pragma once

#include "controller/base/descriptor.h"

namespace executioner::cli {

/// Not thread-safe.
class Ticker {
 public:
  Ticker();

  void Start();
  void Stop();

  int Descriptor() const { return timer_.Number(); }

  /// \return whether a second has passed since the last call. Never blocks.
  bool Take() const;

 private:
  base::Descriptor timer_;
  bool on_ = false;
};

}  // namespace executioner::cli
