/// \file
/// Measures runs without a cluster, and their floor: only starting the same command.
#pragma once

#include <vector>

#include "tests/bench/subject.h"
#include "tests/bench/table.h"

namespace executioner::bench {

/// 200 jobs in sequence, 1,000 with two workers, 10,000 with their memory, `validate` of 1,000
/// jobs, and the time to the first job. Needs no API server. \throws std::runtime_error  if a run
/// fails
std::vector<Row> MeasureStandalone(const Settings& settings);

}  // namespace executioner::bench
