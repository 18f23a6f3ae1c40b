/// \file
/// Records statuses: writes a status, measures the write and, after it is saved, sends
/// notifications and updates metrics.
#pragma once

#include <string>

#include "controller/engine/ports/metrics_collector.h"
#include "controller/engine/ports/notification_handler.h"
#include "controller/engine/ports/run_store.h"

namespace executioner::engine {

/// Safe from any thread, like its ports. All are borrowed.
class Recorder {
 public:
  Recorder(RunStore& store, NotificationHandler& notifications, MetricsCollector& metrics)
      : store_(store), notifications_(notifications), metrics_(metrics) {}

  /// \param version  see RunStore::Save
  /// \param before   the status as last recorded
  SaveReply Save(const OwnerId& owner, const std::string& version, const domain::Status& before,
                 const domain::Status& status);

 private:
  RunStore& store_;
  NotificationHandler& notifications_;
  MetricsCollector& metrics_;
};

}  // namespace executioner::engine
