/// \file
/// `executioner watch RUN`: what `run` shows, from another terminal.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <set>

#include "controller/base/error.h"
#include "controller/cli/context.h"
#include "controller/cli/progress.h"
#include "controller/domain/plan.h"
#include "controller/runs/restore.h"
#include "controller/runs/run_remarks.h"
#include "controller/runs/watch_run.h"

namespace executioner::cli {
namespace {

/// Tells what a record has that was not told yet.
class Teller {
 public:
  Teller(Progress& progress, const local::RunFolder& folder)
      : progress_(progress), folder_(folder) {}

  void Tell(const history::RunRecord& record, base::TimePoint now) {
    progress_.Count(record.status.counts);
    for (const history::AttemptRecord& attempt : record.attempts) {
      const auto key = std::make_pair(attempt.job, attempt.attempt);
      if (attempt.run_attempt != record.summary.attempt || ended_.contains(key) ||
          (!attempt.ending && (begun_.contains(key) || !HasLog(attempt)))) {
        continue;
      }
      (attempt.ending ? ended_ : begun_).insert(key);
      progress_.Attempt(attempt);
    }
    for (const domain::JobStatus& job : record.status.jobs) {
      if (job.next_attempt_time && !domain::IsEnded(job.phase) &&
          retried_.emplace(job.name, job.attempts).second) {
        progress_.Retry(job.name, job.attempts + 1, *job.next_attempt_time - now);
      }
    }
  }

 private:
  using Keys = std::set<std::pair<std::string, int>>;

  /// An attempt is on record before its log is there; the log's coming wakes us again.
  bool HasLog(const history::AttemptRecord& attempt) const {
    return std::filesystem::exists(folder_.LogPath(attempt.job, attempt.attempt));
  }

  Progress& progress_;
  const local::RunFolder& folder_;
  Keys begun_ = {};
  Keys ended_ = {};
  Keys retried_ = {};
};

/// No remarks if the recorded manifest cannot be read; phases and messages are still shown.
runs::RunRemarks RemarksOf(const history::RunRecord& record) {
  try {
    const runs::Restored restored = runs::RestoreManifest(record);
    return runs::RemarksOn(domain::MakePlan(restored.checked.spec, restored.checked.spec_hash),
                           record.status);
  } catch (const base::ExecutionerError&) {
    return {};
  }
}

int Watch(const Context& context, const std::string& name) {
  runs::State state = OpenState(context);
  history::RunRecord record = runs::FindRun(*state.history, name);
  runs::RequireEndedOrHere(context, state, record);
  const std::string run = std::to_string(record.summary.id);
  const local::RunFolder folder(state.path, record.summary.id);
  MakeFolder(folder);
  runs::RunWatch watch(folder);
  Progress progress(context, folder);
  Teller teller(progress, folder);
  progress.Begin(
      {.run = record.summary.id, .name = record.summary.name, .jobs = record.status.jobs.size()});
  while (true) {
    const bool held = watch.IsHeld();
    record = runs::FindRun(*state.history, run);
    teller.Tell(record, context.clock->Now());
    if (domain::IsEnded(record.summary.phase)) {
      break;
    }
    if (held) {
      watch.Wait(progress.Descriptor());
      progress.Read();
    } else {
      state = OpenState(context);  // its process has died: that ends the run
    }
  }
  progress.End(record.summary.id, record.status, RemarksOf(record));
  return record.summary.phase == domain::RunPhase::kSucceeded ? kSucceeded : kRunFailed;
}

}  // namespace

void AddWatchCommand(CLI::App& app, Context& context) {
  auto run = std::make_shared<std::string>("latest");
  CLI::App* command = app.add_subcommand("watch", "Follow a run in another terminal until it ends");
  command->add_option("run", *run, "Number of the run, name of its workflow, or 'latest'")
      ->capture_default_str();
  command->footer("Exit code: 0 the run succeeded, 1 it did not. Ctrl-C ends the watching only.");
  command->callback(
      [run, &context] { context.code = Guard([&] { return Watch(context, *run); }); });
}

}  // namespace executioner::cli
