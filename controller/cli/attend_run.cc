#include "controller/cli/attend_run.h"

#include <CLI/CLI.hpp>
#include <csignal>
#include <utility>

#include "controller/cli/progress.h"

namespace executioner::cli {
namespace {

int CodeOf(const standalone::RunEnd& end) {
  if (end.signal != 0) {
    return kSignalBase + end.signal;
  }
  return end.status.phase == domain::RunPhase::kSucceeded ? kSucceeded : kRunFailed;
}

}  // namespace

int AttendRun(const Context& context, runs::State& state, runs::Work work,
              const local::RunLock& lock) {
  std::signal(SIGPIPE, SIG_IGN);  // a reader of our output that leaves does not end the jobs
  standalone::StopSignals signals;
  Progress progress(context,
                    local::RunFolder(state.path, history::RunNumber(work.execution.owner)));
  const standalone::RunEnd end =
      runs::ExecuteRun(context, state, std::move(work), {signals, progress, lock});
  const int lost = Guard([&] {
    state.history->RequireInPlace();
    return kSucceeded;
  });
  const int code = lost == kSucceeded ? CodeOf(end) : lost;
  return progress.Flush() || code != kSucceeded ? code : kRunFailed;
}

void DeclareQueue(CLI::App& command, Context& session) {
  command.add_option("--queue", session.queue,
                     "Have 'executioner worker' run the jobs: sqlite:PATH, postgres://HOST/DB, "
                     "redis://HOST[:PORT][/DB] or unix:PATH");
}

}  // namespace executioner::cli
