/// \file
/// Keeps what is known of a run equal to the world, and what is recorded equal to what is known.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <utility>
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

  /// Looks at the world and takes in what changed.
  void Look(Execution& execution);

  /// Records the run now, if anything differs from what is recorded, and waits until that is
  /// acknowledged; for a record on its way too. Then tells the runner which attempts may go.
  SaveResult Record(Execution& execution);

  /// The end of a run is recorded at once. Otherwise a record is due the first time
  /// `config.first_record` after the first look, then with a distance that grows with what a record
  /// costs; such a one is not waited for. While one is on its way no other is due.
  /// \param[out] send  set when a record is due: writes it, blocks, from any thread, while the run
  ///                    moves on; must be called once and before this object and `execution` end.
  ///                    Then TakeIn
  SaveResult RecordIfDue(Execution& execution, std::function<void()>& send);

  /// Takes in the answer to the record on its way: as Record, when it is saved; as if it had never
  /// been sent, when it is not.
  /// \return kSaved also when there is none, or no answer yet
  SaveResult TakeIn(Execution& execution);

  /// When RecordIfDue would record, if it did not just now; nothing while a record is on its way.
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
