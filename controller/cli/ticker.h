/// \file
/// A descriptor that is readable once a second while it is on.
#pragma once

#include "controller/adapters/local/child.h"

namespace executioner::cli {

/// Not thread-safe.
class Ticker {
 public:
  /// \param other  a descriptor whose news make this one readable as well; borrowed
  explicit Ticker(int other);

  void Start();
  void Stop();

  /// Readable when a second has passed or `other` is readable.
  int Descriptor() const { return either_.Number(); }

  /// \return whether a second has passed since the last call. Never blocks.
  bool Take() const;

 private:
  base::Descriptor timer_;
  base::Descriptor either_;
  bool on_ = false;
};

}  // namespace executioner::cli
