/// \file
/// Waits for what happens to a run that another process works on. Nothing is polled: the run's
/// folder tells (inotify(7)), and so does the end of that process.
#include <filesystem>
#include <poll.h>
#include <set>
#include <utility>

#include "controller/adapters/local/log_follower.h"
#include "controller/adapters/local/run_folder.h"
#include "controller/adapters/local/run_lock.h"
#include "controller/base/error.h"
#include "controller/base/spawn.h"
#include "controller/domain/plan.h"
#include "controller/runs/attempt_output.h"
#include "controller/runs/local_runs.h"

namespace executioner::runs {
namespace {

/// A pidfd of the process that works on a run; -1 for none.
base::Descriptor HolderOf(const local::RunFolder& folder) {
  const auto id = local::LockHolder(folder);
  return id ? base::OpenProcess(*id) : base::Descriptor();
}

/// Reports what is new in a record.
class Teller {
 public:
  Teller(RunObserver& observer, const local::RunFolder& folder)
      : observer_(observer), folder_(folder), output_(observer, folder) {}

  AttemptOutput& Output() { return output_; }

  void Tell(const history::RunRecord& record, base::TimePoint now) {
    observer_.Count(record.status.counts);
    for (const history::AttemptRecord& attempt : record.attempts) {
      const auto key = std::make_pair(attempt.job, attempt.attempt);
      if (attempt.run_attempt != record.summary.attempt || ended_.contains(key) ||
          (!attempt.ending && (begun_.contains(key) || !HasLog(attempt)))) {
        continue;
      }
      // An attempt that started and ended between two looks is only told as ended.
      (attempt.ending ? ended_ : begun_).insert(key);
      output_.Attempt(attempt);
    }
    for (const domain::JobStatus& job : record.status.jobs) {
      if (job.next_attempt_time && !domain::IsEnded(job.phase) &&
          retried_.emplace(job.name, job.attempts).second) {
        observer_.Retry(job.name, job.attempts + 1, *job.next_attempt_time - now);
      }
    }
  }

 private:
  using Keys = std::set<std::pair<std::string, int>>;

  /// An attempt is recorded before its log exists; the creation of the log wakes us again.
  bool HasLog(const history::AttemptRecord& attempt) const {
    return std::filesystem::exists(folder_.LogPath(attempt.job, attempt.attempt));
  }

  RunObserver& observer_;
  const local::RunFolder& folder_;
  AttemptOutput output_;
  Keys begun_ = {};
  Keys ended_ = {};
  Keys retried_ = {};
};

/// No remarks if the recorded manifest cannot be read; phases and messages are still shown.
RunRemarks RemarksOf(const history::RunRecord& record) {
  try {
    const Restored restored = RestoreManifest(record);
    return RemarksOn(domain::MakePlan(restored.checked.spec, restored.checked.spec_hash),
                     record.status);
  } catch (const base::ExecutionerError&) {
    return {};
  }
}

}  // namespace

void LocalRuns::WatchRun(std::int64_t run, const RunLook& look, const NewsSource& news) {
  const local::RunFolder folder = FolderOf(run);
  MakeFolder(folder);
  // Before the first look: what happens after a look is then never missed.
  const local::FolderWatch changes(folder.path);
  base::Descriptor holder;
  while (true) {
    if (holder.Number() < 0) {
      holder = HolderOf(folder);
    }
    if (look(Find(std::to_string(run)))) {
      return;
    }
    if (holder.Number() < 0) {
      Recover();  // its process has died: that ends the run
      continue;
    }
    std::vector<pollfd> polled{{changes.Descriptor(), POLLIN, 0}, {holder.Number(), POLLIN, 0}};
    for (const int descriptor : news.descriptors) {
      polled.push_back({descriptor, POLLIN, 0});
    }
    poll(polled.data(), polled.size(), -1);
    changes.Read();
    if (polled[1].revents != 0) {
      holder = {};
    }
    news.read();
  }
}

domain::RunPhase LocalRuns::Follow(const history::RunRecord& record, RunObserver& observer) {
  RequireEndedOrHere(record);
  const std::int64_t run = record.summary.id;
  const local::RunFolder folder = FolderOf(run);
  Teller teller(observer, folder);
  observer.Begin({.run = run,
                  .name = record.summary.name,
                  .jobs = record.status.jobs.size(),
                  .log_of = [folder](const std::string& job, int attempt) {
                    return folder.LogPath(job, attempt);
                  }});
  domain::RunPhase phase = record.summary.phase;
  WatchRun(run,
           [&](const history::RunRecord& now) {
             teller.Tell(now, session_.clock->Now());
             phase = now.summary.phase;
             if (domain::IsEnded(phase)) {
               observer.End(run, now.status, RemarksOf(now));
             }
             return domain::IsEnded(phase);
           },
           {.descriptors = teller.Output().Descriptors(), .read = [&] { teller.Output().Read(); }});
  return phase;
}

}  // namespace executioner::runs
