/// \file
/// `executioner logs` and `watch`: output and progress of runs, which may be active.
#include <unistd.h>

#include "controller/cli/command.h"
#include "controller/cli/log_writer.h"
#include "controller/cli/progress.h"
#include "controller/cli/screen.h"
#include "controller/domain/attempt.h"
#include "controller/runs/find_run.h"

namespace executioner::cli {
namespace {

struct LogsFlags {
  std::string run = "latest";
  runs::LogChoice choice = {};
  bool follow = false;
};

int Logs(const Context& context, const LogsFlags& flags) {
  const auto runs = OpenRuns(context);
  const history::RunRecord record = runs->Find(flags.run);
  const runs::LogChoice& choice = flags.choice;
  if (!choice.job.empty()) {
    runs::RequireJobs(record.summary.id, runs::JobNames(record), {choice.job});
  }
  const std::size_t logs = runs::ChooseLogs(record, choice).size();
  const bool follow = flags.follow && (logs > 0 || !domain::IsEnded(record.summary.phase));
  if (logs == 0 && !follow) {
    throw runs::NotFoundError("run " + std::to_string(record.summary.id) + " has no such log: " +
                              (choice.job.empty() ? "nothing ran" : choice.job + " never ran") +
                              (choice.attempt > 0 ? " that many times" : ""));
  }
  // Jobs that start later may bring more logs than there are now.
  const bool several = follow ? choice.job.empty() && record.status.jobs.size() > 1 : logs > 1;
  LogWriter writer(several, isatty(STDOUT_FILENO) == 1,
                   WantsColors(context) ? base::Colors::kKeep : base::Colors::kDrop);
  return runs->ReadLogs(record, choice, follow, writer) ? kSucceeded : kNotFound;
}

struct WatchFlags {
  std::string run = "latest";
};

int Watch(const Context& context, const WatchFlags& flags) {
  const auto runs = OpenRuns(context);
  const history::RunRecord record = runs->Find(flags.run);
  Progress progress(context);
  const domain::RunPhase phase = runs->Follow(record, progress);
  return phase == domain::RunPhase::kSucceeded ? kSucceeded : kRunFailed;
}

}  // namespace

void AddFollowCommands(CLI::App& app, Context& context) {
  auto [logs, flags] =
      AddCommand(app, context, "logs",
                 "Print the output of jobs: byte for byte, or made safe on a terminal", Logs);
  DeclareRun(*logs, flags->run);
  logs->add_option("job", flags->choice.job, "Name of a job. Default: all jobs");
  logs->add_option("--attempt", flags->choice.attempt, "Attempt of the job. Default: the newest")
      ->check(CLI::Range(1, domain::kMostAttempts));
  logs->add_flag("-f,--follow", flags->follow,
                 "Follow until the run, the job or the attempt has ended, including jobs that "
                 "start later");
  auto [watch, watched] =
      AddCommand(app, context, "watch", "Follow a run in another terminal until it ends", Watch);
  DeclareRun(*watch, watched->run);
  watch->footer("Exit code: 0 the run succeeded, 1 it did not. Ctrl-C stops only the watching.");
}

}  // namespace executioner::cli
