/// \file
/// The ports of the engine.
#pragma once

#include "controller/base/time.h"
#include "controller/engine/ports/item_lists.h"
#include "controller/engine/ports/job_runner.h"
#include "controller/engine/ports/metrics_collector.h"
#include "controller/engine/ports/notification_handler.h"
#include "controller/engine/ports/run_store.h"

namespace executioner::engine {

/// The dependencies of the engine; all are borrowed and outlive it.
struct Ports {
  JobRunner& runner;
  RunStore& store;
  NotificationHandler& notifications;
  MetricsCollector& metrics;
  const base::Clock& clock;
  ItemLists* lists = nullptr;  ///< only plans with jobs that expand need it
};

}  // namespace executioner::engine
