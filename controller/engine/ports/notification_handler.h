/// \file
/// Tells people what happened. Never throws into the run and never blocks it.
#pragma once

#include "controller/domain/transition.h"
#include "controller/engine/execution.h"

namespace executioner::engine {

/// Safe from any thread.
class NotificationHandler {
 public:
  virtual ~NotificationHandler() = default;

  /// \param transition  is on record
  virtual void Notify(const OwnerId& owner, const domain::Transition& transition) noexcept = 0;
};

}  // namespace executioner::engine
