/// \file
/// `executioner logs RUN [JOB]`: prints the output of jobs, byte for byte unless stdout is a
/// terminal, and with --follow while they run.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <unistd.h>

#include "controller/adapters/local/log_follower.h"
#include "controller/adapters/local/run_folder.h"
#include "controller/cli/context.h"
#include "controller/cli/follow_logs.h"
#include "controller/cli/log_writer.h"
#include "controller/cli/print_text.h"
#include "controller/cli/screen.h"
#include "controller/domain/attempt.h"

namespace executioner::cli {
namespace {

struct LogsFlags {
  std::string run = "latest";
  runs::LogChoice choice = {};
  bool follow = false;
};

/// \return whether there is a log to print here
bool PrintLog(const Context& context, const runs::State& state, const history::RunRecord& record,
              const history::AttemptRecord& attempt, LogWriter& writer) {
  const LogLabel label{.job = attempt.job, .attempt = attempt.attempt};
  const auto place = runs::LogElsewhere(context, state, record, attempt);
  const std::string path =
      local::RunFolder(state.path, record.summary.id).LogPath(attempt.job, attempt.attempt);
  if (place || !std::filesystem::exists(path)) {
    PrintMessage(stderr, "executioner: the log of " + attempt.job + ", attempt " +
                             std::to_string(attempt.attempt) +
                             (place ? ", is stored elsewhere: " + *place : ", is gone: " + path));
    return false;
  }
  local::LogFollower once(
      [&](const std::string& /*tag*/, std::string_view bytes) { writer.Write(label, bytes); });
  once.Add("log", path);
  writer.End(label);
  return true;
}

LogWriter MakeWriter(const Context& context, bool several) {
  return {several, isatty(STDOUT_FILENO) == 1,
          WantsColors(context) ? base::Colors::kKeep : base::Colors::kDrop};
}

int Follow(const Context& context, const LogsFlags& flags, runs::State& state,
           const history::RunRecord& record) {
  runs::RequireEndedOrHere(context, state, record);
  const bool several = flags.choice.job.empty() && record.status.jobs.size() > 1;
  LogWriter writer = MakeWriter(context, several);
  return FollowLogs(context, state, record.summary.id, flags.choice, writer) ? kSucceeded
                                                                             : kNotFound;
}

int Logs(const Context& context, const LogsFlags& flags) {
  runs::State state = OpenState(context);
  const history::RunRecord record = runs::FindRun(*state.history, flags.run);
  const runs::LogChoice& choice = flags.choice;
  if (!choice.job.empty()) {
    runs::RequireJobs(record.summary.id, runs::JobNames(record), {choice.job});
  }
  const auto attempts = runs::ChooseLogs(record, choice);
  if (flags.follow && (!attempts.empty() || !domain::IsEnded(record.summary.phase))) {
    return Follow(context, flags, state, record);
  }
  if (attempts.empty()) {
    throw runs::NotFoundError("run " + std::to_string(record.summary.id) + " has no such log: " +
                              (choice.job.empty() ? "nothing ran" : choice.job + " never ran") +
                              (choice.attempt > 0 ? " that many times" : ""));
  }
  LogWriter writer = MakeWriter(context, attempts.size() > 1);
  int code = kSucceeded;
  for (const history::AttemptRecord& attempt : attempts) {
    code = PrintLog(context, state, record, attempt, writer) ? code : kNotFound;
  }
  return code;
}

}  // namespace

void AddLogsCommand(CLI::App& app, Context& context) {
  auto flags = std::make_shared<LogsFlags>();
  CLI::App* command = app.add_subcommand(
      "logs", "Print the output of jobs: byte for byte, or made safe on a terminal");
  command->add_option("run", flags->run, "Number of the run, name of its workflow, or 'latest'")
      ->capture_default_str();
  command->add_option("job", flags->choice.job, "Name of a job. Default: all jobs");
  command->add_option("--attempt", flags->choice.attempt, "Attempt of the job. Default: the newest")
      ->check(CLI::Range(1, domain::kMostAttempts));
  command->add_flag(
      "-f,--follow", flags->follow,
      "Follow until the run, the job or the attempt has ended, including jobs that start later");
  command->callback(
      [flags, &context] { context.code = Guard([&] { return Logs(context, *flags); }); });
}

}  // namespace executioner::cli
