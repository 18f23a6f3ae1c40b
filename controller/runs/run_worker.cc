#include "controller/runs/run_worker.h"

#include <utility>

#include "controller/adapters/queue/open_queue.h"
#include "controller/runs/job_environment.h"
#include "controller/runs/local_runs.h"

namespace executioner::runs {

void RunWorker(const Session& session, standalone::WorkerSettings settings,
               const std::function<void(const std::string&)>& tell) {
  // Runs that were left behind are for those who look at runs: theirs may be another machine.
  const State state = OpenState(session);
  const auto queue = queue::OpenQueue(session.queue, std::string(history::kJobsTopic),
                                      *session.clock, session.environment);
  settings.state = state.path;
  settings.host = session.host;
  settings.process = {
      .runner = session.runner,
      .inherited = WorkerJobEnvironment(session.environment, session.history, session.queue)};
  standalone::StopSignals signals;
  tell("waits for jobs in " + queue::PlaceOfQueue(session.queue));
  standalone::Worker(std::move(settings), *queue, *state.history, signals, *session.clock, tell)
      .Run();
}

}  // namespace executioner::runs
