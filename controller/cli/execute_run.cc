#include "controller/cli/execute_run.h"

#include <CLI/CLI.hpp>
#include <cerrno>
#include <csignal>
#include <memory>
#include <unistd.h>
#include <utility>

#include <nlohmann/json.hpp>

#include "controller/adapters/local/orphans.h"
#include "controller/adapters/local/process_job_runner.h"
#include "controller/adapters/queue/open_queue.h"
#include "controller/adapters/queue/queue_job_runner.h"
#include "controller/base/error.h"
#include "controller/base/system_clock.h"
#include "controller/base/system_error_text.h"
#include "controller/cli/estimate.h"
#include "controller/cli/job_environment.h"
#include "controller/cli/progress.h"
#include "controller/standalone/local_run.h"

namespace executioner::cli {
namespace {

using Json = nlohmann::json;

constexpr int kRunsForEstimate = 5;
constexpr int kAsLongAsItTakes = 50 * 365 * 24 * 3600;

int CodeOf(const standalone::RunEnd& end) {
  if (end.signal != 0) {
    return kSignalBase + end.signal;
  }
  return end.status.phase == domain::RunPhase::kSucceeded ? kSucceeded : kRunFailed;
}

/// Numbers for the totals, without making a whole status.
domain::Counts CountsOf(const domain::Run& run) {
  const auto in = [&](domain::JobPhase phase) {
    return run.count[static_cast<std::size_t>(phase)];
  };
  using enum domain::JobPhase;
  domain::Counts counts{.total = static_cast<int>(run.jobs.size()),
                        .running = run.live,
                        .succeeded = in(kSucceeded),
                        .failed = in(kFailed) + in(kCancelled),
                        .skipped = in(kSkipped) + in(kBlocked)};
  counts.pending =
      counts.total - counts.running - counts.succeeded - counts.failed - counts.skipped;
  return counts;
}

/// Prints when the next attempts start of jobs whose attempts have just ended.
void TellRetries(const engine::Execution& execution, base::TimePoint now, Progress& progress) {
  for (const std::string& name : progress.TakeEnded()) {
    const int job = execution.plan.Find(name);
    if (job < 0) {
      continue;
    }
    const domain::JobState& state = execution.run.jobs[static_cast<std::size_t>(job)];
    if (state.phase == domain::JobPhase::kRetrying && state.next_attempt_time) {
      progress.Retry(name, state.attempts + 1, *state.next_attempt_time - now);
    }
  }
}

standalone::RunListener ListenerOf(Progress& progress, const base::Clock& clock) {
  return {.descriptor = progress.Descriptor(),
          .readable = [&] { progress.Read(); },
          .stepped =
              [&](const engine::Execution& execution) {
                progress.Count(CountsOf(execution.run));
                TellRetries(execution, clock.Now(), progress);
              },
          .stopping =
              [&](int /*signal*/, bool again) {
                progress.Warn(again ? "stopping now"
                                    : "stopping: nothing starts any more, running jobs are told "
                                      "to end (again: kill them)");
              },
          .delayed =
              [&](const std::string& why) {
                progress.Warn(why + "; running jobs continue, trying again");
              },
          .recovered = [&] { progress.Warn("the history can be written again"); }};
}

/// Borrows everything; asks the history at the first question, which only a terminal has.
std::function<std::optional<base::Duration>()> EstimateOf(const engine::Execution& execution,
                                                          history::History& history,
                                                          const base::Clock& clock) {
  return [&execution, &history, &clock,
          usual = std::optional<UsualDurations>()]() mutable -> std::optional<base::Duration> {
    if (!usual) {
      usual = MakeUsual(history.Durations(execution.owner.name, kRunsForEstimate));
    }
    return EstimateLeft(execution.plan, execution.run, *usual,
                        execution.controls.parallelism.value_or(0), clock.Now());
  };
}

std::unique_ptr<engine::AwaitedJobRunner> MakeLocalRunner(const base::Clock& clock, State& state,
                                                          const local::RunFolder& folder,
                                                          local::ProcessSettings settings,
                                                          Progress& progress) {
  settings.inherited[local::kStateVariable] = state.path;
  auto runner =
      std::make_unique<local::ProcessJobRunner>(std::move(settings), folder, *state.history, clock);
  runner->on_attempt = [&](const history::AttemptRecord& attempt) { progress.Attempt(attempt); };
  runner->on_shortage = [&](const std::string& what) {
    progress.Warn(what + ": jobs wait until others have ended");
  };
  return runner;
}

std::unique_ptr<engine::AwaitedJobRunner> MakeQueueRunner(const base::Clock& clock, State& state,
                                                          history::JobQueue& queue,
                                                          Progress& progress) {
  auto runner = std::make_unique<queue::QueueJobRunner>(queue, *state.history, clock);
  runner->on_attempt = [&](const history::AttemptRecord& attempt) { progress.Attempt(attempt); };
  runner->on_outage = [&](const std::string& what) { progress.Warn(what); };
  return runner;
}

}  // namespace

int ExecuteRun(const Context& context, State& state, Work work, const local::RunLock& /*lock*/) {
  std::signal(SIGPIPE, SIG_IGN);  // a reader of our output that leaves does not end the jobs
  const base::ElapsedClock clock(*context.clock);
  engine::Execution& execution = work.execution;
  const std::int64_t run = history::RunNumber(execution.owner);
  const local::RunFolder folder(state.path, run);
  standalone::StopSignals signals;
  Progress progress(context, folder);
  progress.estimate = EstimateOf(execution, *state.history, clock);
  std::unique_ptr<history::JobQueue> queue;
  std::unique_ptr<engine::AwaitedJobRunner> runner;
  if (context.queue.empty()) {
    if (!execution.controls.parallelism && !work.no_limit && context.processors > 0) {
      execution.controls.parallelism = context.processors;
    }
    runner = MakeLocalRunner(clock, state, folder,
                             {.runner = context.runner,
                              .working_dir = work.working_dir,
                              .manifest_folder = work.manifest_folder,
                              .inherited = RunJobEnvironment(context.environment),
                              .extra = work.env},
                             progress);
  } else {
    queue = queue::OpenQueue(context.queue, history::ReplyTopic(run), *context.clock,
                             context.environment);
    runner = MakeQueueRunner(clock, state, *queue, progress);
    // A job waits for a worker as long as it takes, unless the manifest says otherwise.
    execution.plan.default_pending_timeout_seconds = kAsLongAsItTakes;
  }
  progress.Count(CountsOf(execution.run));
  progress.Begin(run, execution.owner.name, execution.plan.jobs.size(),
                 execution.controls.parallelism.value_or(0));
  const standalone::RunEnd end = standalone::RunToEnd(
      execution, {.runner = *runner, .history = *state.history, .signals = signals, .clock = clock},
      ListenerOf(progress, clock));
  progress.End(run, end.status, RemarksOn(execution.plan, end.status));
  const int code = CodeOf(end);
  return progress.Flush() || code != kSucceeded ? code : kRunFailed;
}

void RequireMeans(const Context& context) {
  if (!context.queue.empty()) {
    queue::OpenQueue(context.queue, "", *context.clock, context.environment);
  } else if (access(context.runner.c_str(), X_OK) != 0) {
    throw base::ConfigurationError("executioner-runner",
                                   "cannot start " + context.runner + ": " +
                                       base::SystemErrorText(errno) +
                                       "; install it beside executioner, or name it in "
                                       "EXECUTIONER_RUNNER");
  }
}

void DeclareQueue(CLI::App& command, Context& context) {
  command.add_option("--queue", context.queue,
                     "Have 'executioner worker' run the jobs: sqlite:PATH, postgres://HOST/DB, "
                     "redis://HOST[:PORT][/DB] or unix:PATH");
}

std::string ManifestOf(const standalone::CheckedObject& checked) {
  const manifest::ManifestObject& object = checked.object;
  return R"({"apiVersion":)" + Json(object.api_version).dump() + R"(,"kind":)" +
         Json(object.kind).dump() + R"(,"metadata":{"name":)" + Json(object.name).dump() +
         R"(},"spec":)" + object.spec_json + "}";
}

}  // namespace executioner::cli
