/// \file
/// NotificationHandler by Kubernetes events on the owner.
#pragma once

#include "controller/adapters/kube/event_recorder.h"
#include "controller/engine/ports/notification_handler.h"

namespace executioner::kube {

class EventNotifier : public engine::NotificationHandler {
 public:
  /// \param recorder  borrowed
  explicit EventNotifier(EventRecorder& recorder) : recorder_(recorder) {}

  void Notify(const engine::OwnerId& owner, const domain::Transition& transition) noexcept override;

 private:
  EventRecorder& recorder_;
};

}  // namespace executioner::kube
