/// \file
/// Jobs of one run as real processes under the real runner.
#pragma once

#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <poll.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "controller/adapters/local/process_job_runner.h"
#include "controller/base/system_clock.h"
#include "tests/unit/kube/temporary_folder.h"
#include "tests/unit/local/flaky_history.h"

namespace executioner::local::testing {

inline std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline domain::JobSpec Script(const std::string& script, const std::string& name = "a") {
  domain::JobSpec job{.name = name};
  job.work.script = script;
  return job;
}

class LocalJobs : public ::testing::Test {
 protected:
  LocalJobs() {
    MakeFolder(folder);
    settings.runner = EXECUTIONER_RUNNER;
    settings.working_dir = state.Path();
    settings.inherited = {{"PATH", "/usr/bin:/bin"}, {"INHERITED", "yes"}};
  }

  /// Makes the run; before anything is launched.
  void Plan(std::vector<domain::JobSpec> jobs) {
    domain::WorkflowSpec spec;
    spec.jobs = std::move(jobs);
    execution.owner = {.kind = "Workflow", .ns = "here", .name = "etl"};
    execution.plan = domain::MakePlan(spec, "hash");
    execution.run = domain::StartRun(execution.plan, 1);
    history::NumberRun(execution, history.Create({.name = "etl"}, {}, {}));
    runner = std::make_unique<ProcessJobRunner>(settings, folder, history, clock);
  }

  engine::LaunchResult Launch(int job = 0, int attempt = 1) {
    return runner->Launch(execution, {{.instance = domain::InstanceId{job}, .attempt = attempt}})
        .at(0);
  }

  void Stop(domain::StopMode mode) {
    runner->Stop(execution, {{.instance = domain::InstanceId{}, .attempt = 1, .mode = mode}});
  }

  /// Waits for the end of an attempt of a job.
  domain::Ending End(int job = 0) {
    while (!ends.contains(job)) {
      pollfd news{runner->Descriptor(), POLLIN, 0};
      poll(&news, 1, runner->HasNews() ? 0 : -1);
      for (const domain::AttemptSeen& seen : runner->Observe(execution)) {
        if (seen.ending) {
          ends[seen.instance.Index()] = *seen.ending;
        }
      }
    }
    return ends.at(job);
  }

  domain::Ending Run(domain::JobSpec job) {
    Plan({std::move(job)});
    EXPECT_EQ(Launch().kind, engine::LaunchResult::Kind::kLaunched);
    return End();
  }

  std::string Log() const { return ReadFile(folder.LogPath("a", 1)); }

  std::string Path(const std::string& name) const { return state.Path() / name; }

  /// A FIFO for a job to write to. \return its path
  std::string MakeFifo(const std::string& name) const {
    EXPECT_EQ(mkfifo(Path(name).c_str(), 0600), 0);
    return Path(name);
  }

  history::AttemptRecord Recorded() {
    return history.Find(history::RunNumber(execution.owner))->attempts.at(0);
  }

  kube::TemporaryFolder state = kube::TemporaryFolder();
  base::SystemClock clock = base::SystemClock();
  FlakyHistory history{state.Path() / "history.db", clock};
  RunFolder folder{state.Path(), 1};
  ProcessSettings settings = {};
  engine::Execution execution = {};
  std::unique_ptr<ProcessJobRunner> runner = nullptr;
  std::map<int, domain::Ending> ends = {};
};

}  // namespace executioner::local::testing
