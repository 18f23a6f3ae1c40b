#include "controller/runs/execute_run.h"

#include <cerrno>
#include <memory>
#include <unistd.h>
#include <utility>

#include "controller/adapters/local/orphans.h"
#include "controller/adapters/local/process_job_runner.h"
#include "controller/adapters/queue/open_queue.h"
#include "controller/adapters/queue/queue_job_runner.h"
#include "controller/base/error.h"
#include "controller/base/system_clock.h"
#include "controller/base/system_error_text.h"
#include "controller/runs/attempt_output.h"
#include "controller/runs/estimate.h"
#include "controller/runs/job_environment.h"
#include "controller/standalone/local_run.h"

namespace executioner::runs {
namespace {

constexpr int kRunsForEstimate = 5;

/// Reports when jobs whose attempts have just ended are tried again.
void TellRetries(const engine::Execution& execution, base::TimePoint now,
                 const std::vector<std::string>& ended, RunObserver& observer) {
  for (const std::string& name : ended) {
    const auto instance = execution.Find(name);
    if (!instance) {
      continue;
    }
    const domain::JobState& state = execution.run.instances[*instance];
    if (state.phase == domain::JobPhase::kRetrying && state.next_attempt_time) {
      observer.Retry(name, state.attempts + 1, *state.next_attempt_time - now);
    }
  }
}

/// Passes what the job runner and the loop report to the observer.
struct Reports {
  RunObserver& observer;
  AttemptOutput output;
  std::vector<std::string> ended = {};  ///< jobs of which an attempt has ended since the last step

  void Attempt(const history::AttemptRecord& attempt) {
    output.Attempt(attempt);
    if (attempt.ending) {
      ended.push_back(attempt.job);
    }
  }
};

standalone::RunListener ListenerOf(Reports& reports, const base::Clock& clock) {
  RunObserver& observer = reports.observer;
  return {.descriptors = reports.output.Descriptors(),
          .readable = [&] { reports.output.Read(); },
          .stepped =
              [&](const engine::Execution& execution) {
                observer.Count(domain::CountsOf(execution.run));
                TellRetries(execution, clock.Now(), std::exchange(reports.ended, {}), observer);
              },
          .stopping =
              [&](int /*signal*/, bool again) {
                observer.Warn(again ? "stopping now"
                                    : "stopping: no more jobs start, running jobs are asked to end "
                                      "(a second signal kills them)");
              },
          .delayed =
              [&](const std::string& why) {
                observer.Warn(why + "; running jobs continue, trying again");
              },
          .recovered = [&] { observer.Warn("the history can be written again"); }};
}

/// Borrows everything; reads the history when it is first asked, which only a terminal does.
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
                                                          Reports& reports) {
  settings.inherited[local::kStateVariable] = state.path;
  auto runner =
      std::make_unique<local::ProcessJobRunner>(std::move(settings), folder, *state.history, clock);
  // If there is no room, only the end of a child of this run can make some.
  runner->is_only = true;
  runner->on_attempt = [&](const history::AttemptRecord& attempt) { reports.Attempt(attempt); };
  runner->on_shortage = [&](const std::string& what) {
    reports.observer.Warn(what + ": jobs wait until others have ended");
  };
  return runner;
}

std::unique_ptr<engine::AwaitedJobRunner> MakeQueueRunner(const base::Clock& clock, State& state,
                                                          history::JobQueue& queue,
                                                          Reports& reports) {
  auto runner = std::make_unique<queue::QueueJobRunner>(queue, *state.history, clock);
  runner->on_attempt = [&](const history::AttemptRecord& attempt) { reports.Attempt(attempt); };
  runner->on_outage = [&](const std::string& what) { reports.observer.Warn(what); };
  return runner;
}

}  // namespace

standalone::RunEnd LocalRun::Attend(const Attendance& attendance) {
  const base::ElapsedClock clock(*session_.clock);
  engine::Execution& execution = work_.execution;
  const local::RunFolder folder(state_.path, Number());
  RunObserver& observer = attendance.observer;
  Reports reports{observer, {observer, folder}};
  std::unique_ptr<history::JobQueue> queue;
  std::unique_ptr<engine::AwaitedJobRunner> runner;
  if (session_.queue.empty()) {
    if (!execution.controls.parallelism && !work_.no_limit && session_.processors > 0) {
      // More children than processors would only slow each other down.
      execution.controls.parallelism = session_.processors;
    }
    runner = MakeLocalRunner(clock, state_, folder,
                             {.runner = session_.runner,
                              .working_dir = work_.working_dir,
                              .manifest_folder = work_.manifest_folder,
                              .inherited = RunJobEnvironment(session_.environment),
                              .extra = work_.env},
                             reports);
  } else {
    queue = queue::OpenQueue(session_.queue, history::ReplyTopic(Number()), *session_.clock,
                             session_.environment);
    runner = MakeQueueRunner(clock, state_, *queue, reports);
  }
  observer.Count(CountsOf(execution.run));
  observer.Begin({.run = Number(),
                  .name = execution.owner.name,
                  .jobs = execution.plan.Jobs().size(),
                  .at_once = execution.controls.parallelism.value_or(0),
                  .estimate = EstimateOf(execution, *state_.history, clock),
                  .log_of = [folder](const std::string& job, int attempt) {
                    return folder.LogPath(job, attempt);
                  }});
  standalone::RunEnd end = standalone::RunToEnd(execution,
                                                {.runner = *runner,
                                                 .history = *state_.history,
                                                 .signals = attendance.signals,
                                                 .clock = clock},
                                                ListenerOf(reports, clock));
  observer.End(Number(), end.status, RemarksOn(execution.plan, end.status));
  return end;
}

void RequireMeans(const Session& session) {
  if (!session.queue.empty()) {
    queue::OpenQueue(session.queue, "", *session.clock, session.environment);
  } else if (access(session.runner.c_str(), X_OK) != 0) {
    throw base::ConfigurationError("executioner-runner",
                                   "cannot start " + session.runner + ": " +
                                       base::SystemErrorText(errno) +
                                       "; install it beside executioner, or name it in "
                                       "EXECUTIONER_RUNNER");
  }
}

}  // namespace executioner::runs
