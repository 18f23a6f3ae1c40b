// The benchmark: measures the controller against an API server that $KUBECONFIG names, beside the
// least that any engine must do, and prints one table. Fails if a scenario could not be measured,
// never on a time.
//
//   bench [SCENARIO...]
//
// EXECUTIONER_BINARY and EXECUTIONER_RUNNER name what is measured; QUICK=1 does a tenth.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "tests/bench/door.h"
#include "tests/bench/floor.h"
#include "tests/bench/standalone.h"
#include "tests/bench/standing.h"
#include "tests/bench/throughput.h"

namespace executioner::bench {
namespace {

using Rows = std::vector<Row>;
using Benchmark = std::pair<std::string, std::function<Rows()>>;

std::string Variable(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): before any thread
  return value == nullptr ? "" : value;
}

std::vector<Benchmark> Benchmarks(Door& door, const Settings& settings) {
  std::vector<Benchmark> benchmarks;
  for (const Scenario& scenario : Scenarios(settings)) {
    benchmarks.emplace_back(scenario.name, [&door, &settings, scenario] {
      return Rows{Measure(door, settings, scenario)};
    });
  }
  benchmarks.emplace_back("idle", [&] { return Rows{MeasureIdle(door, settings)}; });
  benchmarks.emplace_back("live", [&] { return Rows{MeasureLive(door, settings)}; });
  benchmarks.emplace_back("start", [&] { return Rows{MeasureStart(door, settings)}; });
  benchmarks.emplace_back("failover", [&] { return MeasureFailover(door, settings); });
  if (!settings.runner.empty()) {
    benchmarks.emplace_back("runner", [&] { return Rows{MeasureRunner(settings)}; });
  }
  return benchmarks;
}

constexpr const char* kStandalone = "standalone";

bool IsWanted(const std::vector<std::string>& wanted, const std::string& name) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), name) != wanted.end();
}

/// What was measured so far. A scenario that fails leaves a row that says why; the others continue.
struct Results {
  Rows rows;
  bool failed = false;

  void Add(const Benchmark& benchmark) {
    std::fprintf(stderr, "%s ...\n", benchmark.first.c_str());
    try {
      const Rows more = benchmark.second();
      rows.insert(rows.end(), more.begin(), more.end());
    } catch (const std::exception& error) {
      failed = true;
      rows.push_back({.scenario = benchmark.first, .ours = std::string("failed: ") + error.what()});
    }
  }

  /// Prints the table. \return The exit code.
  int Print() const {
    std::fputs(Table(rows).c_str(), stdout);
    return failed ? 1 : 0;
  }
};

int Run(const std::vector<std::string>& wanted) {
  const Settings settings{.kubeconfig = Variable("KUBECONFIG"),
                          .controller = Variable("EXECUTIONER_BINARY"),
                          .runner = Variable("EXECUTIONER_RUNNER"),
                          .runner_script = EXECUTIONER_SOURCE_DIR "/tests/bench/runner_bench.sh",
                          .quick = !Variable("QUICK").empty()};
  const bool alone = wanted == std::vector<std::string>{kStandalone};
  if ((settings.kubeconfig.empty() && !alone) || settings.controller.empty()) {
    std::fprintf(stderr, "bench: set KUBECONFIG and EXECUTIONER_BINARY, or use 'make bench'\n");
    return 2;
  }
  Results results;
  if (IsWanted(wanted, kStandalone)) {
    results.Add({kStandalone, [&] { return MeasureStandalone(settings); }});
  }
  if (alone) {
    return results.Print();
  }
  Door door(settings.kubeconfig);
  std::string names = " " + std::string(kStandalone);
  for (const Benchmark& benchmark : Benchmarks(door, settings)) {
    names += " " + benchmark.first;
    if (IsWanted(wanted, benchmark.first)) {
      results.Add(benchmark);
    }
  }
  if (results.rows.empty()) {
    std::fprintf(stderr, "bench: no such scenario; there are:%s\n", names.c_str());
    return 2;
  }
  return results.Print();
}

int Main(const std::vector<std::string>& words) {
  try {
    if (words.size() == 3 && words[0] == "--floor") {
      return RunFloor(words[1], words[2]);
    }
    return Run(words);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench: %s\n", error.what());
    return 1;
  }
}

}  // namespace
}  // namespace executioner::bench

int main(int argc, char** argv) {
  return executioner::bench::Main(std::vector<std::string>(argv + 1, argv + argc));
}
