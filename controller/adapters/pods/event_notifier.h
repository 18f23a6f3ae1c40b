/// \file
/// A NotificationHandler that creates Kubernetes events on the owner. Ends of runs are also logged.
#pragma once

#include "controller/engine/ports/notification_handler.h"
#include "controller/kube/event_recorder.h"

namespace executioner::pods {

class EventNotifier : public engine::NotificationHandler {
 public:
  /// \param recorder  borrowed
  EventNotifier(kube::EventRecorder& recorder, kube::Runtime runtime)
      : recorder_(recorder), runtime_(std::move(runtime)) {}

  void Notify(const engine::OwnerId& owner, const domain::Transition& transition) noexcept override;

 private:
  kube::EventRecorder& recorder_;
  const kube::Runtime runtime_;
};

}  // namespace executioner::pods
