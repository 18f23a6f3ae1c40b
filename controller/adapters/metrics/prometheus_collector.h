/// \file
/// A MetricsCollector with prometheus-cpp that uses the metric names that dashboards of
/// controller-runtime query. No label contains the name of a user's object. All series exist from
/// the start, with the value zero.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "controller/engine/ports/metrics_collector.h"

namespace executioner::metrics {

/// Functions that return current values; they are called at each scrape.
struct Gauges {
  std::function<double()> queue_depth = {};
  std::function<double()> unfinished_seconds = {};
};

/// Safe from any thread.
class PrometheusCollector : public engine::MetricsCollector {
 public:
  explicit PrometheusCollector(std::string_view version);
  ~PrometheusCollector() override;
  PrometheusCollector(const PrometheusCollector&) = delete;
  PrometheusCollector& operator=(const PrometheusCollector&) = delete;

  void RecordRunFinished(std::string_view kind, domain::RunPhase phase,
                         base::Duration duration) override;
  void RecordJobFinished(domain::JobPhase phase, std::optional<base::Duration> duration) override;
  void RecordAttempt(domain::Reason reason, bool retried) override;
  void RecordLaunch(std::string_view result) override;
  void RecordStatusWrite(std::string_view result, std::size_t jobs) override;

  // Metrics of the operator itself.
  void RecordReconcile(std::string_view result, double seconds);
  void RecordRequest(std::string_view method, int code, double seconds);
  void RecordQueueAdd();
  void RecordQueueRetry();
  void RecordQueueWait(double seconds);
  void RecordQueueWork(double seconds);
  void SetLeader(bool leader);
  void SetWorkers(int workers);

  /// Must be called before the first scrape.
  void SetGauges(Gauges gauges);

  /// Returns all metrics in the text exposition format (version 0.0.4).
  std::string Scrape() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace executioner::metrics
