/// \file
/// Ctrl-C and the like as something to poll.
#pragma once

#include <csignal>

#include "controller/adapters/local/child.h"

namespace executioner::standalone {

/// While it lives SIGINT, SIGTERM and, unless nohup(1) had it ignored, SIGHUP wait in a descriptor.
/// One per process; made before any thread.
class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;
  StopSignals(StopSignals&&) = delete;
  StopSignals& operator=(StopSignals&&) = delete;

  /// Readable when a signal waits.
  int Descriptor() const { return waiting_.Number(); }

  /// Takes the next one without blocking. \return its number, 0 when none waits
  int Take();

  /// Whether the one taken last came from `executioner cancel`.
  bool IsFromCancel() const { return is_from_cancel_; }

 private:
  sigset_t before_ = {};
  base::Descriptor waiting_;
  bool is_from_cancel_ = false;
};

}  // namespace executioner::standalone
