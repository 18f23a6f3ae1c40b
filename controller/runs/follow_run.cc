#include "controller/runs/follow_run.h"

#include <filesystem>
#include <set>
#include <string>
#include <utility>

#include "controller/adapters/local/run_folder.h"
#include "controller/base/error.h"
#include "controller/domain/plan.h"
#include "controller/runs/find_run.h"
#include "controller/runs/restore.h"
#include "controller/runs/watch_run.h"

namespace executioner::runs {
namespace {

/// Reports what is new in a record.
class Teller {
 public:
  Teller(RunObserver& observer, const local::RunFolder& folder)
      : observer_(observer), folder_(folder) {}

  void Tell(const history::RunRecord& record, base::TimePoint now) {
    observer_.Count(record.status.counts);
    for (const history::AttemptRecord& attempt : record.attempts) {
      const auto key = std::make_pair(attempt.job, attempt.attempt);
      if (attempt.run_attempt != record.summary.attempt || ended_.contains(key) ||
          (!attempt.ending && (begun_.contains(key) || !HasLog(attempt)))) {
        continue;
      }
      (attempt.ending ? ended_ : begun_).insert(key);
      observer_.Attempt(attempt);
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

domain::RunPhase FollowRun(State& state, const history::RunRecord& record,
                           const Follower& follower) {
  RunObserver& observer = follower.observer;
  const std::int64_t run = record.summary.id;
  const local::RunFolder folder(state.path, run);
  MakeFolder(folder);
  RunWatch watch(folder);
  Teller teller(observer, folder);
  observer.Begin({.run = run, .name = record.summary.name, .jobs = record.status.jobs.size()});
  while (true) {
    const bool held = watch.IsHeld();
    const history::RunRecord now = FindRun(*state.history, std::to_string(run));
    teller.Tell(now, follower.clock.Now());
    if (domain::IsEnded(now.summary.phase)) {
      observer.End(run, now.status, RemarksOf(now));
      return now.summary.phase;
    }
    if (held) {
      watch.Wait(observer.Descriptor());
      observer.Read();
    } else {
      state = follower.reopen();  // its process has died: that ends the run
    }
  }
}

}  // namespace executioner::runs
