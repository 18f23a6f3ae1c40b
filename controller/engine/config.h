/// \file
/// What can be set of the engine: one plain struct, filled in main and passed by reference.
#pragma once

#include <chrono>

#include "controller/base/time.h"
#include "controller/domain/validate.h"
#include "controller/domain/workflow.h"

namespace executioner::engine {

struct Config {
  /// A run that ends sooner after its start than this is recorded once, at its end.
  base::Duration first_record{250};
  /// The least time between two records of one run while nothing demands one.
  base::Duration record_interval{1000};
  /// The wait before the next record is at least this many times what the last one took,
  int record_cost_factor = 20;
  /// up to this limit.
  base::Duration record_wait_limit{60'000};
  /// Of jobs that do not say it: how long a pod may wait for its start.
  int pending_timeout_seconds = 600;
  /// What becomes of pods of runs that do not say it.
  domain::PodRetention pod_retention = {};
  domain::ValidationRules rules = {};
};

}  // namespace executioner::engine
