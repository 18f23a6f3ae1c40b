#include "controller/cli/attend_run.h"

#include <CLI/CLI.hpp>
#include <csignal>

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

int AttendRun(const Context& context, runs::StartedRun& run) {
  std::signal(SIGPIPE, SIG_IGN);  // a reader of our output that leaves does not end the jobs
  standalone::StopSignals signals;
  Progress progress(context);
  const int code = CodeOf(run.Attend({signals, progress}));
  return progress.Flush() || code != kSucceeded ? code : kRunFailed;
}

void DeclareQueue(CLI::App& command, Context& session) {
  command.add_option("--queue", session.queue,
                     "Have 'executioner worker' run the jobs: sqlite:PATH, postgres://HOST/DB, "
                     "redis://HOST[:PORT][/DB] or unix:PATH");
}

}  // namespace executioner::cli
