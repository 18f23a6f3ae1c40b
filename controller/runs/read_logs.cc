/// \file
/// Reads logs of a run that has ended, or follows those of an active run.
#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <utility>

#include "controller/adapters/local/log_follower.h"
#include "controller/runs/local_runs.h"

namespace executioner::runs {
namespace {

LogLabel LabelOf(const history::AttemptRecord& attempt) {
  return {.job = attempt.job, .attempt = attempt.attempt};
}

/// Whether all requested output is complete.
bool IsOver(const history::RunRecord& record, const LogChoice& choice) {
  if (domain::IsEnded(record.summary.phase)) {
    return true;
  }
  if (choice.job.empty()) {
    return false;
  }
  // The status is written at intervals, but the end of an attempt at once.
  const auto has_ended = [&](const history::AttemptRecord& attempt) {
    return attempt.ending && choice.Includes(attempt) &&
           attempt.run_attempt == record.summary.attempt &&
           (choice.attempt > 0 || attempt.ending->reason == domain::Reason::kCompleted);
  };
  const auto job = std::ranges::find(record.status.jobs, choice.job, &domain::JobStatus::name);
  return job == record.status.jobs.end() || domain::IsEnded(job->phase) ||
         std::ranges::any_of(record.attempts, has_ended);
}

/// Passes the chosen logs of a record on; again for a newer record of the same run.
class LogReader {
 public:
  /// \param runs, choice, sink  borrowed
  /// \param folder  of the run on this machine
  LogReader(const LocalRuns& runs, local::RunFolder folder, const LogChoice& choice, LogSink& sink)
      : runs_(runs),
        folder_(std::move(folder)),
        choice_(choice),
        sink_(sink),
        follower_([this](const std::string& tag, std::string_view bytes) {
          sink_.Write(labels_.at(tag), bytes);
        }) {}

  bool FoundAll() const { return found_all_; }

  int Descriptor() const { return follower_.Descriptor(); }

  void Read() { follower_.Read(); }

  /// Takes new attempts and ends of attempts from a record.
  /// \param follow  logs of attempts that have not ended stay open
  void Look(const history::RunRecord& record, bool follow) {
    if (!looked_) {
      PassOver(record);
      looked_ = true;
    }
    for (const history::AttemptRecord& attempt : record.attempts) {
      const LogLabel label = LabelOf(attempt);
      if (!choice_.Includes(attempt) || done_.contains(label)) {
        continue;
      }
      const bool over = !follow || attempt.ending || domain::IsEnded(record.summary.phase);
      Begin(record, label, over);
      if (over) {
        End(label);
      }
    }
  }

 private:
  /// Attempts that were retried before we started are not shown.
  void PassOver(const history::RunRecord& record) {
    for (const history::AttemptRecord& attempt : record.attempts) {
      done_.insert(LabelOf(attempt));
    }
    for (const history::AttemptRecord& attempt : ChooseLogs(record, choice_)) {
      done_.erase(LabelOf(attempt));
    }
  }

  static std::string TagOf(const LogLabel& label) {
    return label.job + "." + std::to_string(label.attempt);
  }

  /// An attempt is recorded before its log exists; the creation of the log wakes us again.
  void Begin(const history::RunRecord& record, const LogLabel& label, bool over) {
    const std::string tag = TagOf(label);
    if (labels_.contains(tag)) {
      return;
    }
    const std::string path = runs_.LogOf(record, label);
    // A shared history can name any host, so only our own path is read.
    const bool here = path == folder_.LogPath(label.job, label.attempt);
    if (here && std::filesystem::exists(path)) {
      labels_.emplace(tag, label);
      follower_.Add(tag, path);
    } else if (!here || over) {
      sink_.Missing(label, (here ? "is gone: " : "is stored elsewhere: ") + path);
      found_all_ = false;
      done_.insert(label);
    }
  }

  void End(const LogLabel& label) {
    const std::string tag = TagOf(label);
    if (labels_.contains(tag)) {
      follower_.Remove(tag);
      sink_.End(label);
      labels_.erase(tag);
    }
    done_.insert(label);
  }

  const LocalRuns& runs_;
  local::RunFolder folder_;
  const LogChoice& choice_;
  LogSink& sink_;
  std::map<std::string, LogLabel> labels_ = {};  // of the followed logs, by tag
  std::set<LogLabel> done_ = {};
  bool looked_ = false;
  bool found_all_ = true;
  local::LogFollower follower_;
};

}  // namespace

bool LocalRuns::ReadLogs(const history::RunRecord& record, const LogChoice& choice, bool follow,
                         LogSink& sink) {
  LogReader reader(*this, FolderOf(record.summary.id), choice, sink);
  if (!follow) {
    reader.Look(record, false);
    return reader.FoundAll();
  }
  RequireEndedOrHere(record);
  WatchRun(record.summary.id,
           [&](const history::RunRecord& now) {
             reader.Look(now, true);
             return IsOver(now, choice);
           },
           {.descriptors = {reader.Descriptor()}, .read = [&] { reader.Read(); }});
  return reader.FoundAll();
}

}  // namespace executioner::runs
