/// \file
/// Keeps a run in memory up to date with its attempts, and its record up to date with the run.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <vector>

#include "controller/engine/config.h"
#include "controller/engine/execution.h"
#include "controller/engine/ports.h"
#include "controller/engine/recorder.h"

namespace executioner::engine {

/// Different executions may be used from different threads.
class StateManager {
 public:
  StateManager(const Ports& ports, const Config& config)
      : ports_(ports),
        config_(config),
        recorder_(ports.store, ports.notifications, ports.metrics) {}

  /// Observes all changed attempts.
  void Look(Execution& execution);

  /// Records the run if anything differs from its record, and waits for the response, also for that
  /// of a record on its way. Then lets the runner release recorded attempts.
  SaveResult Record(Execution& execution);

  /// Records the end of a run immediately. Other records are due `config.first_record` after the
  /// first look, then in intervals that grow with the cost of a record; they are not awaited. No
  /// record is due while one is on its way.
  /// \param[out] send  set when a record is due: writes it, blocks, from any thread, while the run
  ///                    moves on; must be called once and before this object and `execution` end.
  ///                    Then TakeIn
  SaveResult RecordIfDue(Execution& execution, std::function<void()>& send);

  /// Processes the response to the record on its way: like Record if it was saved, otherwise as if
  /// it had not been sent.
  /// \return kSaved also if there is no record, or no response yet
  SaveResult TakeIn(Execution& execution);

  /// \return when the next record is due; nothing while a record is on its way
  std::optional<std::chrono::steady_clock::time_point> RecordDue(const Execution& execution) const;

 private:
  SaveResult Await(Execution& execution);
  SaveResult Save(Execution& execution, domain::Status status);
  std::function<void()> Send(Execution& execution, domain::Status status);
  RecordAnswer Write(const OwnerId& owner, const std::string& version, const domain::Status& before,
                     const domain::Status& status);
  domain::Status StatusOf(const Execution& execution) const;
  void Acknowledge(Execution& execution, domain::Status status,
                   const std::vector<AttemptKey>& ended);

  Ports ports_;
  const Config& config_;
  Recorder recorder_;
};

}  // namespace executioner::engine
