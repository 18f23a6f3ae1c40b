/// \file
/// `executioner logs RUN [JOB]`: the output of jobs, byte for byte; with --follow while they run.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <poll.h>

#include "controller/adapters/local/log_follower.h"
#include "controller/adapters/local/run_folder.h"
#include "controller/cli/context.h"

namespace executioner::cli {
namespace {

struct LogsFlags {
  std::string run = "latest";
  std::string job = {};
  int attempt = 0;
  bool follow = false;
};

/// The attempts to print: of the job, or of all; the newest of each unless one was named.
std::vector<engine::AttemptRecord> Choose(const engine::RunRecord& record, const LogsFlags& flags) {
  std::vector<engine::AttemptRecord> chosen;
  for (const engine::AttemptRecord& attempt : record.attempts) {
    if ((!flags.job.empty() && attempt.job != flags.job) ||
        (flags.attempt > 0 && attempt.attempt != flags.attempt)) {
      continue;
    }
    std::erase_if(chosen, [&](const auto& other) { return other.job == attempt.job; });
    chosen.push_back(attempt);
  }
  return chosen;
}

void Write(const std::string& /*tag*/, std::string_view bytes) {
  std::fwrite(bytes.data(), 1, bytes.size(), stdout);
  std::fflush(stdout);
}

bool HasEnded(engine::History& history, std::int64_t run, const engine::AttemptRecord& attempt) {
  const auto record = history.Find(run);
  return !record || std::ranges::any_of(record->attempts, [&](const auto& other) {
    return other.job == attempt.job && other.attempt == attempt.attempt && other.ending;
  });
}

/// Prints one log until its attempt has ended: the folder tells, where the last words go.
void Follow(State& state, const engine::RunRecord& record, const engine::AttemptRecord& attempt,
            const local::RunFolder& folder) {
  local::LogFollower follower(Write);
  follower.Add("log", folder.LogPath(attempt.job, attempt.attempt));
  local::FolderWatch ends(folder.path);
  while (!HasEnded(*state.history, record.summary.id, attempt)) {
    std::array<pollfd, 2> polled{
        {{follower.Descriptor(), POLLIN, 0}, {ends.Descriptor(), POLLIN, 0}}};
    poll(polled.data(), polled.size(), -1);
    follower.Read();
    ends.Read();
  }
  follower.Remove("log");
}

int Logs(const Context& context, const LogsFlags& flags) {
  State state = OpenState(context);
  const engine::RunRecord record = FindRun(*state.history, flags.run);
  const local::RunFolder folder(state.path, record.summary.id);
  const auto attempts = Choose(record, flags);
  if (attempts.empty()) {
    throw NotFoundError("run " + std::to_string(record.summary.id) + " has no such log" +
                        (flags.job.empty() ? "" : ": job '" + flags.job + "' never ran"));
  }
  for (const engine::AttemptRecord& attempt : attempts) {
    if (attempts.size() > 1) {
      std::printf("==> %s, attempt %d <==\n", attempt.job.c_str(), attempt.attempt);
    }
    if (flags.follow) {
      Follow(state, record, attempt, folder);
    } else {
      local::LogFollower once(Write);
      once.Add("log", folder.LogPath(attempt.job, attempt.attempt));
    }
  }
  return kSucceeded;
}

}  // namespace

void AddLogsCommand(CLI::App& app, Context& context) {
  auto flags = std::make_shared<LogsFlags>();
  CLI::App* command = app.add_subcommand("logs", "The output of jobs, byte for byte");
  command->add_option("run", flags->run, "Number of the run, or 'latest'")->capture_default_str();
  command->add_option("job", flags->job, "Name of a job; else all of them");
  command->add_option("--attempt", flags->attempt, "Its attempt; else the newest")
      ->check(CLI::PositiveNumber);
  command->add_flag("-f,--follow", flags->follow, "Go on until the job has ended");
  command->callback(
      [flags, &context] { context.code = Guard([&] { return Logs(context, *flags); }); });
}

}  // namespace executioner::cli
