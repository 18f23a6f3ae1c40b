/// \file
/// The settings of the engine: a plain struct that main fills and passes by reference.
#pragma once

#include "controller/base/time.h"
#include "controller/domain/validate.h"
#include "controller/domain/workflow.h"

namespace executioner::engine {

struct Config {
  /// A run that ends within this time after its start is recorded only once, at its end.
  base::Duration first_record{250};
  /// Minimum interval between two records of a run that nothing requires earlier.
  base::Duration record_interval{1000};
  /// The interval is at least this many times the duration of the last record,
  int record_cost_factor = 20;
  /// up to this limit.
  base::Duration record_wait_limit{60'000};
  /// How long a pod may wait for its start, for jobs that do not set it.
  int pending_timeout_seconds = 600;
  /// Retention of pods, for runs that do not set it.
  domain::PodRetention pod_retention = {};
  domain::ValidationRules rules = {};
};

}  // namespace executioner::engine
