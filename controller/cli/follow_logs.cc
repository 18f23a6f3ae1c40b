#include "controller/cli/follow_logs.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "controller/adapters/local/log_follower.h"
#include "controller/adapters/local/run_folder.h"
#include "controller/cli/print_text.h"
#include "controller/runs/watch_run.h"

namespace executioner::cli {
namespace {

LogLabel LabelOf(const history::AttemptRecord& attempt) {
  return {.job = attempt.job, .attempt = attempt.attempt};
}

/// Whether all requested output is complete.
bool IsOver(const history::RunRecord& record, const runs::LogChoice& choice) {
  if (domain::IsEnded(record.summary.phase)) {
    return true;
  }
  if (choice.job.empty()) {
    return false;
  }
  // The status is written at intervals, but the end of an attempt at once.
  const auto has_ended = [&](const history::AttemptRecord& attempt) {
    const bool last = choice.attempt == 0
                          ? attempt.ending && attempt.ending->reason == domain::Reason::kCompleted
                          : attempt.ending && attempt.attempt == choice.attempt;
    return last && attempt.job == choice.job && attempt.run_attempt == record.summary.attempt;
  };
  const auto job = std::ranges::find(record.status.jobs, choice.job, &domain::JobStatus::name);
  return job == record.status.jobs.end() || domain::IsEnded(job->phase) ||
         std::ranges::any_of(record.attempts, has_ended);
}

class Follower {
 public:
  Follower(const Context& context, const runs::State& state, std::int64_t run,
           const runs::LogChoice& choice, LogWriter& writer)
      : context_(context),
        state_(state),
        choice_(choice),
        writer_(writer),
        folder_(state.path, run),
        follower_([this](const std::string& tag, std::string_view bytes) {
          writer_.Write(labels_.at(tag), bytes);
        }) {}

  bool FoundAll() const { return found_all_; }

  int Descriptor() const { return follower_.Descriptor(); }

  void Read() { follower_.Read(); }

  /// Takes new attempts and ends of attempts from a record.
  void Look(const history::RunRecord& record) {
    if (!looked_) {
      PassOver(record);
      looked_ = true;
    }
    for (const history::AttemptRecord& attempt : record.attempts) {
      const LogLabel label = LabelOf(attempt);
      if (done_.contains(label) || (!choice_.job.empty() && attempt.job != choice_.job) ||
          (choice_.attempt > 0 && attempt.attempt != choice_.attempt)) {
        continue;
      }
      const bool over = attempt.ending || domain::IsEnded(record.summary.phase);
      Begin(record, attempt, over);
      if (over) {
        End(label);
      }
    }
  }

 private:
  /// Attempts that were retried before we started are not shown.
  void PassOver(const history::RunRecord& record) {
    std::set<LogLabel> chosen;
    for (const history::AttemptRecord& attempt : runs::ChooseLogs(record, choice_)) {
      chosen.insert(LabelOf(attempt));
    }
    for (const history::AttemptRecord& attempt : record.attempts) {
      if (!chosen.contains(LabelOf(attempt))) {
        done_.insert(LabelOf(attempt));
      }
    }
  }

  static std::string TagOf(const LogLabel& label) {
    return label.job + "." + std::to_string(label.attempt);
  }

  /// An attempt is recorded before its log exists; the creation of the log wakes us again.
  void Begin(const history::RunRecord& record, const history::AttemptRecord& attempt, bool over) {
    const LogLabel label = LabelOf(attempt);
    const std::string tag = TagOf(label);
    if (labels_.contains(tag)) {
      return;
    }
    const std::string path = folder_.LogPath(attempt.job, attempt.attempt);
    const std::optional<std::string> place = runs::LogElsewhere(context_, state_, record, attempt);
    const bool exists = !place && std::filesystem::exists(path);
    if (exists) {
      labels_.emplace(tag, label);
      follower_.Add(tag, path);
    } else if (place || over) {
      PrintMessage(stderr, "executioner: the log of " + attempt.job + ", attempt " +
                               std::to_string(attempt.attempt) +
                               (place ? ", is stored elsewhere: " + *place : ", is gone: " + path));
      found_all_ = false;
      done_.insert(label);
    }
  }

  void End(const LogLabel& label) {
    const std::string tag = TagOf(label);
    if (labels_.contains(tag)) {
      follower_.Remove(tag);
      writer_.End(label);
      labels_.erase(tag);
    }
    done_.insert(label);
  }

  const Context& context_;
  const runs::State& state_;
  const runs::LogChoice& choice_;
  LogWriter& writer_;
  local::RunFolder folder_;
  std::map<std::string, LogLabel> labels_ = {};  // of the followed logs, by tag
  std::set<LogLabel> done_ = {};
  bool looked_ = false;
  bool found_all_ = true;
  local::LogFollower follower_;
};

}  // namespace

bool FollowLogs(const Context& context, runs::State& state, std::int64_t run,
                const runs::LogChoice& choice, LogWriter& writer) {
  const local::RunFolder folder(state.path, run);
  MakeFolder(folder);
  runs::RunWatch watch(folder);
  Follower follower(context, state, run, choice, writer);
  const std::string number = std::to_string(run);
  for (;;) {
    const bool held = watch.IsHeld();
    const history::RunRecord record = runs::FindRun(*state.history, number);
    follower.Look(record);
    if (IsOver(record, choice)) {
      return follower.FoundAll();
    }
    if (held) {
      watch.Wait(follower.Descriptor());
      follower.Read();
    } else {
      state = OpenState(context);  // its process has died; opening the state ends the run
    }
  }
}

}  // namespace executioner::cli
