#include "controller/adapters/metrics/prometheus_collector.h"

#include <map>
#include <mutex>
#include <utility>

#include <prometheus/collectable.h>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include "controller/domain/kind.h"

namespace executioner::metrics {
namespace {

using Labels = std::map<std::string, std::string>;
using Buckets = prometheus::Histogram::BucketBoundaries;

// The buckets of controller-runtime and client-go, so that existing dashboards work.
const Buckets kReconcileBuckets{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60};
const Buckets kQueueBuckets{1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10, 100, 1000};
const Buckets kDurationBuckets{1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600, 86400};

double Seconds(base::Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

}  // namespace

struct PrometheusCollector::State {
  prometheus::Registry registry;

  prometheus::Family<prometheus::Counter>& Counters(const std::string& name,
                                                    const std::string& help) {
    return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
  }

  prometheus::Histogram& Histogram(const std::string& name, const std::string& help,
                                   const Labels& labels, const Buckets& buckets) {
    return prometheus::BuildHistogram().Name(name).Help(help).Register(registry).Add(labels,
                                                                                     buckets);
  }

  prometheus::Gauge& Gauge(const std::string& name, const std::string& help, const Labels& labels) {
    return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add(labels);
  }

  // client-go labels queues with `name`, newer versions of controller-runtime with `controller`
  // too.
  const Labels queue{{"name", "executioner"}, {"controller", "executioner"}};
  const Labels controller{{"controller", "executioner"}};

  prometheus::Family<prometheus::Counter>& runs =
      Counters("executioner_runs_finished_total", "Runs that have finished, by kind and phase.");
  prometheus::Family<prometheus::Counter>& jobs =
      Counters("executioner_jobs_finished_total", "Jobs that have ended, by phase.");
  prometheus::Family<prometheus::Counter>& attempts =
      Counters("executioner_job_attempts_total",
               "Attempts that have ended, by reason and whether another follows.");
  prometheus::Family<prometheus::Counter>& launches =
      Counters("executioner_pods_creation_total", "Pods requested, by result.");
  prometheus::Family<prometheus::Counter>& writes =
      Counters("executioner_status_writes_total", "Status writes, by result.");
  prometheus::Histogram& run_seconds = Histogram(
      "executioner_run_duration_seconds", "From start to end of a run.", {}, kDurationBuckets);
  prometheus::Histogram& job_seconds =
      Histogram("executioner_job_duration_seconds",
                "From the first attempt's start to the job's end.", {}, kDurationBuckets);

  prometheus::Family<prometheus::Counter>& reconciles =
      Counters("controller_runtime_reconcile_total", "Reconciles, by result.");
  prometheus::Counter& reconcile_errors =
      Counters("controller_runtime_reconcile_errors_total", "Reconciles that failed.")
          .Add(controller);
  prometheus::Histogram& reconcile_seconds =
      Histogram("controller_runtime_reconcile_time_seconds", "Length of a reconcile.", controller,
                kReconcileBuckets);
  prometheus::Gauge& workers =
      Gauge("controller_runtime_max_concurrent_reconciles", "Number of workers.", controller);

  prometheus::Counter& queue_adds =
      Counters("workqueue_adds_total", "Keys that became queued.").Add(queue);
  prometheus::Counter& queue_retries =
      Counters("workqueue_retries_total", "Keys queued again after a failure.").Add(queue);
  prometheus::Histogram& queue_wait = Histogram("workqueue_queue_duration_seconds",
                                                "From ready to a worker.", queue, kQueueBuckets);
  prometheus::Histogram& queue_work =
      Histogram("workqueue_work_duration_seconds", "Time with a worker.", queue, kQueueBuckets);
  prometheus::Gauge& queue_depth = Gauge("workqueue_depth", "Keys ready for a worker.", queue);
  prometheus::Gauge& unfinished =
      Gauge("workqueue_unfinished_work_seconds", "Seconds of work in progress, added up.", queue);

  prometheus::Family<prometheus::Counter>& requests =
      Counters("rest_client_requests_total", "Requests to the API server, by method and code.");
  prometheus::Family<prometheus::Histogram>& request_seconds =
      prometheus::BuildHistogram()
          .Name("rest_client_request_duration_seconds")
          .Help("Time from sending a request to its answer, by verb.")
          .Register(registry);
  // Name and label are those of client-go.
  prometheus::Gauge& leader = Gauge("leader_election_master_status", "1 while this process leads.",
                                    {{"name", "executioner"}});

  std::mutex mutex;
  std::map<std::pair<std::string, int>, prometheus::Counter*> request_counters;  // guarded by mutex
  Gauges gauges;
};

PrometheusCollector::PrometheusCollector(std::string_view version) : state_(new State) {
  state_
      ->Gauge("executioner_build_info", "Always 1; the version is in the label.",
              {{"version", std::string(version)}})
      .Set(1);
  // A series that appears with its first event hides that event from rate() and increase().
  for (const domain::Kind& kind : domain::kKinds) {
    for (const char* phase : {"Succeeded", "Failed", "Cancelled"}) {
      state_->runs.Add({{"kind", std::string(kind.name)}, {"phase", phase}});
    }
  }
  for (const char* phase : {"Succeeded", "Failed", "Skipped", "Blocked", "Cancelled"}) {
    state_->jobs.Add({{"phase", phase}});
  }
  for (const char* result : {"launched", "delayed", "refused"}) {
    state_->launches.Add({{"result", result}});
  }
  for (const char* result : {"saved", "conflict", "gone", "too_large", "refused", "failed"}) {
    state_->writes.Add({{"result", result}});
  }
  for (const char* result : {"success", "requeue_after", "requeue", "error"}) {
    state_->reconciles.Add({{"controller", "executioner"}, {"result", result}});
  }
}

PrometheusCollector::~PrometheusCollector() = default;

void PrometheusCollector::RecordRunFinished(std::string_view kind, domain::RunPhase phase,
                                            base::Duration duration) {
  state_->runs.Add({{"kind", std::string(kind)}, {"phase", std::string(domain::PhaseName(phase))}})
      .Increment();
  state_->run_seconds.Observe(Seconds(duration));
}

void PrometheusCollector::RecordJobFinished(domain::JobPhase phase,
                                            std::optional<base::Duration> duration) {
  state_->jobs.Add({{"phase", std::string(domain::PhaseName(phase))}}).Increment();
  if (duration) {
    state_->job_seconds.Observe(Seconds(*duration));
  }
}

void PrometheusCollector::RecordAttempt(domain::Reason reason, bool retried) {
  state_->attempts
      .Add({{"reason", std::string(domain::ReasonName(reason))},
            {"retried", retried ? "true" : "false"}})
      .Increment();
}

void PrometheusCollector::RecordLaunch(std::string_view result) {
  state_->launches.Add({{"result", std::string(result)}}).Increment();
}

void PrometheusCollector::RecordStatusWrite(std::string_view result, std::size_t /*jobs*/) {
  state_->writes.Add({{"result", std::string(result)}}).Increment();
}

void PrometheusCollector::RecordReconcile(std::string_view result, double seconds) {
  state_->reconciles.Add({{"controller", "executioner"}, {"result", std::string(result)}})
      .Increment();
  state_->reconcile_seconds.Observe(seconds);
  if (result == "error") {
    state_->reconcile_errors.Increment();
  }
}

void PrometheusCollector::RecordRequest(std::string_view method, int code, double seconds) {
  const std::scoped_lock lock(state_->mutex);
  // Looked up here: the family hashes and copies the labels of each request.
  auto& counter = state_->request_counters[{std::string(method), code}];
  if (counter == nullptr) {
    counter = &state_->requests.Add(
        // client-go reports requests without a response with this code.
        {{"method", std::string(method)}, {"code", code == 0 ? "<error>" : std::to_string(code)}});
  }
  counter->Increment();
  state_->request_seconds.Add({{"verb", std::string(method)}}, kReconcileBuckets).Observe(seconds);
}

void PrometheusCollector::RecordQueueAdd() {
  state_->queue_adds.Increment();
}

void PrometheusCollector::RecordQueueRetry() {
  state_->queue_retries.Increment();
}

void PrometheusCollector::RecordQueueWait(double seconds) {
  state_->queue_wait.Observe(seconds);
}

void PrometheusCollector::RecordQueueWork(double seconds) {
  state_->queue_work.Observe(seconds);
}

void PrometheusCollector::SetLeader(bool leader) {
  state_->leader.Set(leader ? 1 : 0);
}

void PrometheusCollector::SetWorkers(int workers) {
  state_->workers.Set(workers);
}

void PrometheusCollector::SetGauges(Gauges gauges) {
  // Read at each scrape, so that the queue need not report every change.
  state_->gauges = std::move(gauges);
}

std::string PrometheusCollector::Scrape() const {
  if (state_->gauges.queue_depth) {
    state_->queue_depth.Set(state_->gauges.queue_depth());
  }
  if (state_->gauges.unfinished_seconds) {
    state_->unfinished.Set(state_->gauges.unfinished_seconds());
  }
  return prometheus::TextSerializer().Serialize(state_->registry.Collect());
}

}  // namespace executioner::metrics
