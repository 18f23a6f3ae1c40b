/// \file
/// Port: observes a run while this process executes or follows it, as a terminal does.
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

/// A run as it begins to be executed or followed.
struct RunStart {
  std::int64_t run = 0;
  std::string name = {};
  std::size_t jobs = 0;
  int at_once = 0;  ///< jobs that may run at the same time; 0: no limit, or not known
  /// How long the run will still take. Valid until End; may be empty.
  std::function<std::optional<base::Duration>()> estimate = {};
  /// Where the log of an attempt lies, for people.
  std::function<std::string(const std::string& job, int attempt)> log_of = {};
};

/// Called from the thread that executes the run. No function blocks or throws.
class RunObserver {
 public:
  virtual ~RunObserver() = default;

  virtual void Begin(const RunStart& start) = 0;

  /// An attempt has started, or has ended.
  virtual void Attempt(const history::AttemptRecord& attempt) = 0;

  /// Whether it shows the output of jobs; otherwise nobody reads it.
  virtual bool WantsOutput() const = 0;

  /// Output of an attempt that has started and not ended. Read follows when all of it is passed on.
  virtual void Output(const LogLabel& label, std::string_view bytes) = 0;

  virtual void Count(const domain::Counts& counts) = 0;

  /// A job will be tried again.
  /// \param attempt  the next one
  /// \param delay    until it may start
  virtual void Retry(const std::string& job, int attempt, base::Duration delay) = 0;

  /// Anything else that a person should know.
  virtual void Warn(const std::string& text) = 0;

  /// \param status  of a run that has ended
  virtual void End(std::int64_t run, const domain::Status& status, const RunRemarks& remarks) = 0;

  /// Readable when the observer has work of its own, which Read does; -1: never.
  virtual int Descriptor() const = 0;

  /// Called when there may be such work, or output was passed on.
  virtual void Read() = 0;
};

}  // namespace executioner::runs
