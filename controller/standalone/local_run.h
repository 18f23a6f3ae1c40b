/// \file
/// The loop of one run on this machine: a step of the engine, then a wait for the end of a child, a
/// signal or a time. Never polls.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "controller/engine/config.h"
#include "controller/engine/execution.h"
#include "controller/engine/orchestrator.h"
#include "controller/engine/ports/job_runner.h"
#include "controller/history/history.h"
#include "controller/standalone/signals.h"

namespace executioner::standalone {

/// Callbacks during a run.
struct RunListener {
  /// Descriptors to poll for reading, or -1, and the function to call when one is readable.
  std::vector<int> descriptors = {};
  std::function<void()> readable = {};
  /// Called after every step.
  std::function<void(const engine::Execution&)> stepped = {};
  /// Called when a signal asks to stop, for the first or the second time.
  std::function<void(int signal, bool again)> stopping = {};
  /// Called once when the history cannot be written (locked, disk full, server unavailable):
  /// running jobs continue, and writing is retried.
  std::function<void(const std::string& why)> delayed = {};
  /// Called when the history can be written again.
  std::function<void()> recovered = {};
};

/// How a run ended.
struct RunEnd {
  domain::Status status = {};
  int signal = 0;  ///< the signal that stopped it; 0: none
};

/// Returns the configuration of the engine for local runs.
engine::Config LocalConfig();

/// The dependencies of a run; all borrowed. The runner belongs to this execution.
struct RunMeans {
  engine::AwaitedJobRunner& runner;
  history::History& history;
  StopSignals& signals;
  const base::Clock& clock;
};

/// Runs until the run has ended and its end is recorded. The first signal has the effect of
/// `cancel: Graceful`, the second that of `cancel: Now`.
/// \throws base::StoreError  if the history cannot be written and retrying does not help; the
/// children have been asked to stop then
RunEnd RunToEnd(engine::Execution& execution, const RunMeans& means, const RunListener& listener);

}  // namespace executioner::standalone
