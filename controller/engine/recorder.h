/// \file
/// The one way to record a status: writes it, measures the write and, once it is saved, tells
/// people and the metrics what has changed.
#pragma once

#include "controller/engine/execution.h"
#include "controller/engine/ports/metrics_collector.h"
#include "controller/engine/ports/notification_handler.h"
#include "controller/engine/ports/run_store.h"

namespace executioner::engine {

/// Safe from any thread, as its ports are. All borrowed.
class Recorder {
 public:
  Recorder(RunStore& store, NotificationHandler& notifications, MetricsCollector& metrics)
      : store_(store), notifications_(notifications), metrics_(metrics) {}

  /// Write, then Announce if it is saved. Of the execution it reads the owner, and reads and
  /// updates the resource version. \param before  the status as last recorded
  SaveResult Save(Execution& execution, const domain::Status& before, const domain::Status& status);

  /// Only writes: the caller takes in the result later, and then calls Announce.
  SaveResult Write(Execution& execution, const domain::Status& status);

  /// A status is saved: notifications and metrics of what differs from `before`.
  void Announce(const OwnerId& owner, const domain::Status& before, const domain::Status& status);

 private:
  RunStore& store_;
  NotificationHandler& notifications_;
  MetricsCollector& metrics_;
};

}  // namespace executioner::engine
