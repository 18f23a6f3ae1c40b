/// \file
/// Updates the metrics after a record was acknowledged.
#pragma once

#include <string_view>

#include "controller/domain/status.h"
#include "controller/engine/ports/metrics_collector.h"

namespace executioner::engine {

/// Counts attempts, jobs and runs that ended between two records of one owner. Jobs that never
/// began (Blocked, Skipped) count as finished, without a duration.
/// \param kind  "Workflow" or "Job"
void Measure(MetricsCollector& metrics, std::string_view kind, const domain::Status& before,
             const domain::Status& after);

}  // namespace executioner::engine
