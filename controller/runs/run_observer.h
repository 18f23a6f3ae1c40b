/// \file
/// The port that observes a run while this process executes or follows it; a terminal implements
/// it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "controller/base/time.h"
#include "controller/domain/status.h"
#include "controller/history/history.h"
#include "controller/runs/run_logs.h"
#include "controller/runs/run_remarks.h"

namespace executioner::runs {

/// A run whose execution or observation begins.
struct RunStart {
  std::int64_t run = 0;
  std::string name = {};
  std::size_t jobs = 0;
  int at_once = 0;  ///< maximum number of jobs at once; 0: no limit, or unknown
  /// Returns the estimated remaining time. Valid until End; may be empty.
  std::function<std::optional<base::Duration>()> estimate = {};
  /// Returns the place of the log of an attempt, for people.
  std::function<std::string(const std::string& job, int attempt)> log_of = {};
};

/// Called on the thread that executes the run. Functions must neither block nor throw.
class RunObserver {
 public:
  virtual ~RunObserver() = default;

  virtual void Begin(const RunStart& start) = 0;

  /// Called when an attempt has started or ended.
  virtual void Attempt(const history::AttemptRecord& attempt) = 0;

  /// Returns whether output of jobs is wanted; otherwise it is not read.
  virtual bool WantsOutput() const = 0;

  /// Called with output of an active attempt. Read is called after all available output.
  virtual void Output(const LogLabel& label, std::string_view bytes) = 0;

  virtual void Count(const domain::Counts& counts) = 0;

  /// Called when a job will be retried.
  /// \param attempt  the next attempt
  /// \param delay    time until it may start
  virtual void Retry(const std::string& job, int attempt, base::Duration delay) = 0;

  /// Called with other messages for people.
  virtual void Warn(const std::string& text) = 0;

  /// Called when the run has ended. \param status  its final status
  virtual void End(std::int64_t run, const domain::Status& status, const RunRemarks& remarks) = 0;

  /// Returns a descriptor that is readable when the observer has work for Read; -1: never.
  virtual int Descriptor() const = 0;

  /// Called when there may be such work, or after output.
  virtual void Read() = 0;
};

}  // namespace executioner::runs
