/// \file
/// Receives Ctrl-C and other stop signals through a descriptor that can be polled.
#pragma once

#include <csignal>

#include "controller/adapters/local/child.h"

namespace executioner::standalone {

/// Redirects SIGINT, SIGTERM and, unless nohup(1) ignores it, SIGHUP to a descriptor during its
/// lifetime. One per process; must be created before any thread.
class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;
  StopSignals(StopSignals&&) = delete;
  StopSignals& operator=(StopSignals&&) = delete;

  /// \return a descriptor that is readable when a signal is pending
  int Descriptor() const { return waiting_.Number(); }

  /// Takes the next signal without blocking. \return its number, or 0
  int Take();

  /// \return whether the last signal came from `executioner cancel`
  bool IsFromCancel() const { return is_from_cancel_; }

 private:
  sigset_t before_ = {};
  base::Descriptor waiting_;
  bool is_from_cancel_ = false;
};

}  // namespace executioner::standalone
