/// \file
/// Scenarios without a floor: the controller's start, idle state and takeover, and the cost of the
/// runner.
#pragma once

#include <vector>

#include "tests/bench/subject.h"
#include "tests/bench/table.h"

namespace executioner::bench {

class Door;

/// No objects: memory, and writes in ten seconds.
Row MeasureIdle(Door& door, const Settings& settings);

/// 1,000 pods that do not end: memory, and writes after their start is recorded.
Row MeasureLive(Door& door, const Settings& settings);

/// 10,000 finished and 2,000 running workflows: time until ready, and writes.
Row MeasureStart(Door& door, const Settings& settings);

/// Two controllers: the time without a leader after SIGKILL and after SIGTERM.
std::vector<Row> MeasureFailover(Door& door, const Settings& settings);

/// The runner's size, memory and time over a bare exec, by runner_bench.sh.
Row MeasureRunner(const Settings& settings);

}  // namespace executioner::bench
