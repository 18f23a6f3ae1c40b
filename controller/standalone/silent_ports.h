/// \file
/// Ports that a local run has no use for.
#pragma once

#include "controller/engine/ports/metrics_collector.h"
#include "controller/engine/ports/notification_handler.h"

namespace executioner::standalone {

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

/// Progress is told from attempts, and the end by the command.
class NoNotifications : public engine::NotificationHandler {
 public:
  void Notify(const engine::OwnerId& /*owner*/,
              const domain::Transition& /*transition*/) noexcept override {}
};

}  // namespace executioner::standalone
