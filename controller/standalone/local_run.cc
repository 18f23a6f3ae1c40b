#include "controller/standalone/local_run.h"

#include <algorithm>
#include <csignal>
#include <poll.h>
#include <utility>
#include <vector>

#include "controller/base/error.h"
#include "controller/engine/ports/metrics_collector.h"
#include "controller/engine/ports/notification_handler.h"
#include "controller/standalone/poll_timeout.h"

namespace executioner::standalone {
namespace {

constexpr std::chrono::seconds kStoreRetry{1};

std::string NameOf(int signal) {
  switch (signal) {
    case SIGINT: return "Ctrl-C (SIGINT)";
    case SIGTERM: return "SIGTERM";
    case SIGHUP: return "SIGHUP";
    default: return "signal " + std::to_string(signal);
  }
}

/// Nobody scrapes a program that ends with its run.
class NoMetrics : public engine::MetricsCollector {
 public:
  void RecordRunFinished(std::string_view /*kind*/, domain::RunPhase /*phase*/,
                         base::Duration /*duration*/) override {}

  void RecordJobFinished(domain::JobPhase /*phase*/,
                         std::optional<base::Duration> /*duration*/) override {}

  void RecordAttempt(domain::Reason /*reason*/, bool /*retried*/) override {}

  void RecordLaunch(std::string_view /*result*/) override {}

  void RecordStatusWrite(std::string_view /*result*/, std::size_t /*jobs*/) override {}
};

/// Discards notifications: progress is reported from attempts, and the end by the command.
class NoNotifications : public engine::NotificationHandler {
 public:
  void Notify(const engine::OwnerId& /*owner*/,
              const domain::Transition& /*transition*/) noexcept override {}
};

class Loop {
 public:
  Loop(engine::Execution& execution, const RunMeans& means, const RunListener& listener)
      : execution_(execution),
        runner_(means.runner),
        signals_(means.signals),
        clock_(means.clock),
        listener_(listener) {}

  int Signal() const { return signal_; }

  /// \return whether the run has ended and its end is recorded
  bool Step(engine::Orchestrator& orchestrator) {
    std::optional<SteadyTime> wake_at;
    bool watch_children = true;
    try {
      const engine::StepResult result = orchestrator.Step(execution_);
      if (result.saved == engine::SaveResult::kGone) {
        throw base::StoreError("the run was removed from the history", /*can_retry=*/false);
      }
      if (result.send) {
        result.send();  // writing takes less time here than anything worth doing meanwhile
        return false;
      }
      wake_at = result.wake_at;
      TellRecovered();
      if (listener_.stepped) {
        listener_.stepped(execution_);
      }
      if (domain::IsEnded(execution_.run.phase) && IsRecorded()) {
        return true;
      }
    } catch (const base::StoreError& error) {
      // A history that is locked, full or away is retried: jobs continue, and their ends wait.
      if (!error.CanRetry()) {
        throw;
      }
      if (listener_.delayed && !std::exchange(delayed_, true)) {
        listener_.delayed(error.what());
      }
      execution_.Note(engine::RecordEvent::kChanged);  // by the part of the step that succeeded
      wake_at = clock_.Steady() + kStoreRetry;
      watch_children = false;  // their ends wait until they can be written
    }
    if (!watch_children || !runner_.HasNews()) {
      Wait(wake_at, watch_children);
    }
    return false;
  }

 private:
  bool IsRecorded() const { return execution_.record == engine::RecordState::kCurrent; }

  void TellRecovered() {
    if (delayed_ && IsRecorded()) {
      delayed_ = false;
      if (listener_.recovered) {
        listener_.recovered();
      }
    }
  }

  void Wait(const std::optional<SteadyTime>& wake_at, bool watch_children) {
    std::vector<pollfd> polled{{signals_.Descriptor(), POLLIN, 0},
                               {watch_children ? runner_.Descriptor() : -1, POLLIN, 0}};
    for (const int descriptor : listener_.descriptors) {
      polled.push_back({descriptor, POLLIN, 0});
    }
    poll(polled.data(), polled.size(), PollTimeout(wake_at, clock_.Steady()));
    if (polled.front().revents != 0) {
      TakeSignal();
    }
    if (std::any_of(polled.begin() + 2, polled.end(),
                    [](const pollfd& one) { return one.revents != 0; })) {
      listener_.readable();
    }
  }

  void TakeSignal() {
    const int signal = signals_.Take();
    if (signal == 0) {
      return;
    }
    const bool again = signal_ != 0;
    // The first signal names who stopped the run; a second one only hurries.
    if (!again) {
      signal_ = signal;
      execution_.run.message =
          "cancelled by " +
          (signals_.IsFromCancel() ? std::string("'executioner cancel'") : NameOf(signal));
    }
    execution_.controls.cancel = again ? domain::CancelMode::kNow : domain::CancelMode::kGraceful;
    if (listener_.stopping) {
      listener_.stopping(signal, again);
    }
  }

  engine::Execution& execution_;
  engine::AwaitedJobRunner& runner_;
  StopSignals& signals_;
  const base::Clock& clock_;
  const RunListener& listener_;
  int signal_ = 0;
  bool delayed_ = false;  // the last write to the history failed
};

}  // namespace

engine::Config LocalConfig() {
  engine::Config config;
  config.rules.image_required = false;
  config.rules.relative_working_dir = true;
  config.rules.most_jobs = 100'000;  // no object of the API has to hold the status
  return config;
}

RunEnd RunToEnd(engine::Execution& execution, const RunMeans& means, const RunListener& listener) {
  NoMetrics metrics;
  NoNotifications notifications;
  const engine::Config config = LocalConfig();
  engine::Orchestrator orchestrator(engine::Ports{.runner = means.runner,
                                                  .store = means.history,
                                                  .notifications = notifications,
                                                  .metrics = metrics,
                                                  .clock = means.clock},
                                    config);
  Loop loop(execution, means, listener);
  while (!loop.Step(orchestrator)) {
  }
  return {.status = execution.recorded, .signal = loop.Signal()};
}

}  // namespace executioner::standalone
