/// \file
/// One step of a run: observe, decide, act. May be interrupted at any point and repeated.
#pragma once

#include <functional>
#include <optional>

#include "controller/engine/config.h"
#include "controller/engine/execution.h"
#include "controller/engine/executor.h"
#include "controller/engine/state_manager.h"

namespace executioner::engine {

/// The result of a step.
struct StepResult {
  SaveResult saved = SaveResult::kSaved;
  /// When to step again if nothing changes before; nothing: only after a change.
  std::optional<std::chrono::steady_clock::time_point> wake_at = std::nullopt;
  /// If not empty: a record to send, see StateManager::RecordIfDue. Then step again.
  std::function<void()> send = {};
};

/// Different executions may be stepped from different threads.
class Orchestrator {
 public:
  Orchestrator(const Ports& ports, const Config& config)
      : clock_(ports.clock), states_(ports, config), executor_(ports) {}

  /// \throws base::BackendError  if a port failed; stepping again is safe
  StepResult Step(Execution& execution);

 private:
  StepResult DecideAndAct(Execution& execution);
  std::chrono::steady_clock::time_point SteadyAt(domain::TimePoint when) const;

  const base::Clock& clock_;
  StateManager states_;
  Executor executor_;
};

}  // namespace executioner::engine
