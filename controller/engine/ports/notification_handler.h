/// \file
/// The port for notifications. Must neither throw nor block.
#pragma once

#include "controller/domain/transition.h"
#include "controller/engine/owner_id.h"

namespace executioner::engine {

/// Safe from any thread.
class NotificationHandler {
 public:
  virtual ~NotificationHandler() = default;

  /// \param transition  has been recorded
  virtual void Notify(const OwnerId& owner, const domain::Transition& transition) noexcept = 0;
};

}  // namespace executioner::engine
