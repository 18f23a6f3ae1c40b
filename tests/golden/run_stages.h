/// \file
/// Statuses of runs, one for each stage that people see: played by the domain, for golden files.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tests/unit/domain/run_driver.h"

namespace executioner::golden {

struct Stage {
  std::string name = {};
  domain::Status status = {};
  bool single = false;  ///< of a Job
};

/// Plays one run and keeps the status of each stage under its name.
class StagePlayer : public domain::testing::RunDriver {
 public:
  using RunDriver::RunDriver;

  void Keep(const std::string& name, bool single = false) {
    recorded = domain::MakeStatus(plan, run, recorded, 3, now);
    stages.push_back({name, recorded, single});
  }

  void Wait(int seconds) {
    now += std::chrono::seconds{seconds};
    Step();
  }

  std::vector<Stage> stages = {};
};

inline domain::JobSpec Retried(const std::string& name, int limit) {
  domain::JobSpec job = domain::testing::MakeJob(name);
  job.work.retry = domain::RetryPolicy{.limit = limit, .delay_seconds = 10, .jitter_percent = 0};
  return job;
}

/// extract (tried up to five times) -> load; tidy comes last whatever happened.
inline StagePlayer Etl() {
  domain::JobSpec tidy = domain::testing::MakeJob("tidy", {"load"});
  tidy.trigger = domain::Trigger::kAllFinished;
  tidy.allow_failure = true;
  return StagePlayer(
      {Retried("extract", 4), domain::testing::MakeJob("load", {"extract"}), std::move(tidy)});
}

inline std::vector<Stage> FailedRun() {
  StagePlayer run = Etl();
  run.Keep("pending");
  run.Step();
  run.Keep("queued");
  run.Wait(2);
  run.Starts("extract");
  run.Keep("running");
  run.Wait(5);
  run.Fails("extract");
  run.Keep("retrying");
  run.Wait(10);
  run.Keep("second attempt queued");
  run.Starts("extract");
  run.Ends("extract", {.reason = domain::Reason::kNodeLost, .message = "node n1 is gone"});
  run.Keep("retrying after a disruption");
  for (int attempt = 3; attempt <= 6; ++attempt) {
    run.Wait(60);
    run.Starts("extract");
    run.Wait(1);
    run.Fails("extract", domain::Reason::kTimedOut);
  }
  run.Keep("tidying up");
  run.Starts("tidy");
  run.Wait(1);
  run.Fails("tidy");
  run.Keep("ended with failures");
  run.stages.push_back({"next run", domain::OpenNextRun(run.recorded)});
  return run.stages;
}

inline std::vector<Stage> SucceededRun() {
  StagePlayer run = Etl();
  run.Step();
  run.controls.suspend = true;
  run.Wait(3);
  run.Keep("suspended");
  run.controls.suspend = false;
  run.Wait(30);
  for (const char* const job : {"extract", "load", "tidy"}) {
    run.Starts(job);
    run.Wait(4);
    run.Succeeds(job);
  }
  run.Keep("succeeded");
  return run.stages;
}

inline std::vector<Stage> CancelledRun() {
  StagePlayer run = Etl();
  run.Step();
  run.Starts("extract");
  run.controls.cancel = domain::CancelMode::kGraceful;
  run.Wait(1);
  run.Ends("extract", {.reason = domain::Reason::kCancelled, .exit_code = 143, .stopped = true});
  run.Keep("cancelled");
  return run.stages;
}

inline std::vector<Stage> StagesOfAJob() {
  domain::Status waiting = domain::MakeBareStatus(
      {domain::RunPhase::kPending, domain::Reason::kWaitingFor, "waits for Workflow etl"}, {}, 1,
      domain::testing::kStart);
  waiting.after_complete = {{.kind = "Job", .name = "migrate"}};
  StagePlayer run({Retried("backup", 1)});
  run.stages.push_back({"Job: waiting", waiting, true});
  run.Step();
  run.Starts("backup");
  run.Fails("backup", domain::Reason::kOomKilled);
  run.Keep("Job: retrying", true);
  run.Wait(10);
  run.Starts("backup");
  run.Wait(7);
  run.Succeeds("backup");
  run.Keep("Job: succeeded", true);
  return run.stages;
}

inline std::vector<Stage> RunStages() {
  std::vector<Stage> all;
  for (std::vector<Stage>& stages :
       std::vector{FailedRun(), SucceededRun(), CancelledRun(), StagesOfAJob()}) {
    all.insert(all.end(), stages.begin(), stages.end());
  }
  return all;
}

}  // namespace executioner::golden
