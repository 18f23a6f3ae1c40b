/// \file
/// `executioner logs RUN [JOB]`: the output of jobs, byte for byte; with --follow while they run.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>

#include "controller/adapters/local/log_follower.h"
#include "controller/adapters/local/run_folder.h"
#include "controller/cli/context.h"
#include "controller/cli/watch_run.h"

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
void Follow(const Context& context, State& state, const engine::RunRecord& record,
            const engine::AttemptRecord& attempt) {
  const local::RunFolder folder(state.path, record.summary.id);
  local::LogFollower follower(Write);
  const std::string path = folder.LogPath(attempt.job, attempt.attempt);
  RunWatch watch(folder);
  bool followed = false;
  bool held = watch.IsHeld();
  while (!HasEnded(*state.history, record.summary.id, attempt)) {
    if (!followed && std::filesystem::exists(path)) {
      follower.Add("log", path);
      followed = true;
    }
    if (held) {
      watch.Wait(follower.Descriptor());
      follower.Read();
    } else {
      state = OpenState(context);  // its process has died: that ends the attempt
    }
    held = watch.IsHeld();
  }
  if (!followed) {
    follower.Add("log", path);
  }
  follower.Remove("log");
}

/// Waits for the next attempt of a job. \return nothing when there will be none
std::optional<engine::AttemptRecord> NextAttempt(const State& state, std::int64_t run,
                                                 const engine::AttemptRecord& last) {
  RunWatch watch(local::RunFolder(state.path, run));
  for (bool held = watch.IsHeld();; held = watch.IsHeld()) {
    const auto record = state.history->Find(run);
    if (!record) {
      return std::nullopt;
    }
    bool succeeded = false;
    for (const engine::AttemptRecord& attempt : record->attempts) {
      if (!succeeded && attempt.job == last.job && attempt.attempt > last.attempt) {
        return attempt;
      }
      succeeded =
          succeeded || (attempt.job == last.job && attempt.attempt == last.attempt &&
                        attempt.ending && attempt.ending->reason == domain::Reason::kCompleted);
    }
    const auto job = std::ranges::find(record->status.jobs, last.job, &domain::JobStatus::name);
    const bool has_ended =
        succeeded || job == record->status.jobs.end() || domain::IsEnded(job->phase);
    if (!held || has_ended || domain::IsEnded(record->status.phase)) {
      return std::nullopt;
    }
    watch.Wait(-1);
  }
}

/// Follows one attempt after the other until the job has ended.
void FollowJob(const Context& context, State& state, const engine::RunRecord& record,
               const engine::AttemptRecord& first) {
  for (std::optional<engine::AttemptRecord> attempt = first; attempt;
       attempt = NextAttempt(state, record.summary.id, *attempt)) {
    Follow(context, state, record, *attempt);
  }
}

/// Where the log of an attempt lies when it is not here: "db2:/var/lib/x/logs/3/load.1.log".
std::optional<std::string> ElsewhereOf(const Context& context, const State& state,
                                       const engine::RunRecord& record,
                                       const engine::AttemptRecord& attempt) {
  const auto of = std::ranges::find(record.run_attempts, attempt.run_attempt,
                                    &engine::RunAttemptRecord::attempt);
  engine::Request request{.host = attempt.host, .state_dir = attempt.state_dir};
  if (attempt.host.empty() && of != record.run_attempts.end()) {
    request = of->request;
  }
  const auto place = Elsewhere(context, state, request);
  return place ? std::optional(local::RunFolder(*place, record.summary.id)
                                   .LogPath(attempt.job, attempt.attempt))
               : std::nullopt;
}

/// \return whether there is a log to print here
bool PrintLog(const Context& context, const LogsFlags& flags, State& state,
              const engine::RunRecord& record, const engine::AttemptRecord& attempt) {
  if (const auto place = ElsewhereOf(context, state, record, attempt)) {
    std::fprintf(stderr, "executioner: the log of %s, attempt %d, lies elsewhere: %s\n",
                 attempt.job.c_str(), attempt.attempt, place->c_str());
    return false;
  }
  if (flags.follow && flags.attempt == 0) {
    FollowJob(context, state, record, attempt);
  } else if (flags.follow) {
    Follow(context, state, record, attempt);
  } else {
    const std::string path =
        local::RunFolder(state.path, record.summary.id).LogPath(attempt.job, attempt.attempt);
    if (!std::filesystem::exists(path)) {
      std::fprintf(stderr, "executioner: the log of %s, attempt %d, is gone: %s\n",
                   attempt.job.c_str(), attempt.attempt, path.c_str());
      return false;
    }
    local::LogFollower once(Write);
    once.Add("log", path);
  }
  return true;
}

int Logs(const Context& context, const LogsFlags& flags) {
  State state = OpenState(context);
  const engine::RunRecord record = FindRun(*state.history, flags.run);
  if (!flags.job.empty()) {
    RequireJobs(record.summary.id, JobNames(record), {flags.job});
  }
  const auto attempts = Choose(record, flags);
  if (attempts.empty()) {
    throw NotFoundError("run " + std::to_string(record.summary.id) + " has no such log: " +
                        (flags.job.empty() ? "nothing ran" : flags.job + " never ran") +
                        (flags.attempt > 0 ? " so often" : ""));
  }
  int code = kSucceeded;
  for (const engine::AttemptRecord& attempt : attempts) {
    if (attempts.size() > 1) {
      std::printf("==> %s, attempt %d <==\n", attempt.job.c_str(), attempt.attempt);
      std::fflush(stdout);
    }
    code = PrintLog(context, flags, state, record, attempt) ? code : kNotFound;
  }
  return code;
}

}  // namespace

void AddLogsCommand(CLI::App& app, Context& context) {
  auto flags = std::make_shared<LogsFlags>();
  CLI::App* command = app.add_subcommand("logs", "The output of jobs, byte for byte");
  command->add_option("run", flags->run, "Number of the run, name of its workflow, or 'latest'")
      ->capture_default_str();
  command->add_option("job", flags->job, "Name of a job; else all of them");
  command->add_option("--attempt", flags->attempt, "Its attempt; else the newest")
      ->check(CLI::PositiveNumber);
  command->add_flag("-f,--follow", flags->follow, "Go on until the job has ended");
  command->callback(
      [flags, &context] { context.code = Guard([&] { return Logs(context, *flags); }); });
}

}  // namespace executioner::cli
