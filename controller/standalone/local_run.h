/// \file
/// The loop of one run on this machine: the engine's step, then a wait for what comes first, the
/// end of a child, a signal or a time. Never polls.
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

/// Something that wants to know while a run goes on.
struct RunListener {
  /// Descriptors that are watched for reading, or -1, and what to do when one is readable.
  std::vector<int> descriptors = {};
  std::function<void()> readable = {};
  /// After every step.
  std::function<void(const engine::Execution&)> stepped = {};
  /// A signal asked to stop: for the first time, or for the second.
  std::function<void(int signal, bool again)> stopping = {};
  /// The history cannot be written now (locked, disk full, server away): running jobs continue, and
  /// it is tried again. Told once, until it was written again.
  std::function<void(const std::string& why)> delayed = {};
  /// It can be written again.
  std::function<void()> recovered = {};
};

/// How a run ended.
struct RunEnd {
  domain::Status status = {};
  int signal = 0;  ///< that stopped it; 0: none
};

/// How the engine records runs of this machine.
engine::Config LocalConfig();

/// What a run needs; all borrowed. The runner is of this execution.
struct RunMeans {
  engine::AwaitedJobRunner& runner;
  history::History& history;
  StopSignals& signals;
  const base::Clock& clock;
};

/// Runs until the run has ended and that is on record. The first signal stops as
/// `cancel: Graceful` does, the second as `cancel: Now`.
/// \throws base::StoreError  when the history can't be written and trying again does not help; the
///         children have been told to stop then
RunEnd RunToEnd(engine::Execution& execution, const RunMeans& means, const RunListener& listener);

}  // namespace executioner::standalone
