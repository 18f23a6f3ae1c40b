/// \file
/// Scenarios with work: many workflows or large ones, from the first create to the last Finished,
/// by the controller and the floor alternately.
#pragma once

#include <string>
#include <vector>

#include "tests/bench/api_writes.h"
#include "tests/bench/shape.h"
#include "tests/bench/subject.h"
#include "tests/bench/table.h"

namespace executioner::bench {

/// One repetition, or the medians of several.
struct Measured {
  double seconds = 0;         ///< from the first create to the last Finished
  double cpu_ms_per_pod = 0;  ///< of the controller or the floor, until there are no more writes
  double peak_mib = 0;
  double release_seconds = 0;  ///< from the last Finished to the last pod without finalizer
  ApiWrites writes = {};
  std::vector<double> edges = {};  ///< see Timeline::Edges
};

struct Scenario {
  std::string name = {};
  std::string title = {};
  Shape shape = {};
  int workflows = 1;
  double most_writes_per_pod = 0;
  bool edge_budget = false;  ///< one pod at a time, so the time of an edge has a budget

  int Pods() const { return workflows * static_cast<int>(shape.size()); }
};

std::vector<Scenario> Scenarios(const Settings& settings);

/// Measures and fills in a row. \throws std::runtime_error  if the work is not finished in time
Row Measure(Door& door, const Settings& settings, const Scenario& scenario);

}  // namespace executioner::bench
