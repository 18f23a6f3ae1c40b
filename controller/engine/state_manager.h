/// \file
/// Keeps what is known of a run equal to the world, and what is on record equal to what is known.
#pragma once

#include <chrono>
#include <optional>

#include "controller/base/time.h"
#include "controller/engine/config.h"
#include "controller/engine/execution.h"
#include "controller/engine/ports/job_runner.h"
#include "controller/engine/ports/metrics_collector.h"
#include "controller/engine/ports/notification_handler.h"
#include "controller/engine/ports/run_store.h"

namespace executioner::engine {

/// What the engine stands on; all borrowed, all outlive it.
struct Ports {
  JobRunner& runner;
  RunStore& store;
  NotificationHandler& notifications;
  MetricsCollector& metrics;
  const base::Clock& clock;
};

/// Different executions may be used from different threads.
class StateManager {
 public:
  StateManager(const Ports& ports, const Config& config) : ports_(ports), config_(config) {}

  /// Looks at the world and takes in what changed.
  void Look(Execution& execution);

  /// Puts the run on record now, if anything differs from what is on record. Tells people about the
  /// transitions, and the runner which attempts may go, once that is acknowledged.
  SaveResult Record(Execution& execution);

  /// Records when it is due: at the end of a run at once, the first time `config.first_record`
  /// after it began, then with a distance that grows with what a record costs.
  SaveResult RecordIfDue(Execution& execution);

  /// When RecordIfDue would record, if it did not just now.
  std::optional<std::chrono::steady_clock::time_point> RecordDue(const Execution& execution) const;

 private:
  void Acknowledge(Execution& execution, domain::Status status);
  void Measure(const Execution& execution, const domain::Status& before);

  Ports ports_;
  const Config& config_;
};

}  // namespace executioner::engine
