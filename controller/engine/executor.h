/// \file
/// Carries decisions out: starts and stops attempts, and tells the run how that went.
#pragma once

#include "controller/base/time.h"
#include "controller/domain/decide.h"
#include "controller/engine/execution.h"
#include "controller/engine/ports/job_runner.h"
#include "controller/engine/ports/metrics_collector.h"

namespace executioner::engine {

/// Different executions may be used from different threads.
class Executor {
 public:
  /// \param runner, metrics  borrowed
  Executor(JobRunner& runner, MetricsCollector& metrics) : runner_(runner), metrics_(metrics) {}

  /// \return whether anything was done: then it is worth deciding again
  bool Carry(Execution& execution, const domain::Decision& decision);

 private:
  JobRunner& runner_;
  MetricsCollector& metrics_;
};

}  // namespace executioner::engine
