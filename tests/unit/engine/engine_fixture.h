/// \file
/// A run of two jobs, one after the other, with a runner and a store that a test plays.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "controller/engine/orchestrator.h"
#include "tests/fakes/manual_clock.h"

namespace executioner::engine {

/// Launches everything, and shows what a test says it has seen.
struct FakeRunner : JobRunner {
  std::vector<domain::AttemptSeen> seen = {};
  std::vector<domain::InstanceId> launched = {};
  std::vector<domain::InstanceId> stopped = {};
  std::vector<AttemptKey> released = {};
  std::function<void()> on_stop = [] {};
  std::function<void()> on_launch = [] {};
  LaunchResult result = {.pod = "pod"};

  std::vector<domain::AttemptSeen> Observe(const Execution&) override {
    return std::exchange(seen, {});
  }

  std::vector<LaunchResult> Launch(const Execution&,
                                   const std::vector<domain::Launch>& launches) override {
    for (const domain::Launch& launch : launches) {
      launched.push_back(launch.instance);
    }
    on_launch();
    return {launches.size(), result};
  }

  void Stop(const Execution&, const std::vector<domain::Stop>& stops) override {
    on_stop();
    for (const domain::Stop& stop : stops) {
      stopped.push_back(stop.instance);
    }
  }

  void Release(const Execution&, const std::vector<AttemptKey>& attempts) override {
    released.insert(released.end(), attempts.begin(), attempts.end());
  }
};

/// Answers as told, after a while; counts resource versions.
struct FakeStore : RunStore {
  explicit FakeStore(fakes::ManualClock& its_clock) : clock(its_clock) {}

  SaveReply Save(const OwnerId&, const std::string& version,
                 const domain::Status& status) override {
    clock.Advance(takes);
    versions.push_back(version);
    on_save();
    if (answer != SaveResult::kSaved) {
      return {.result = answer};
    }
    saved.push_back(status);
    return {.version = std::to_string(saved.size() + 1)};
  }

  fakes::ManualClock& clock;
  base::Duration takes{0};
  SaveResult answer = SaveResult::kSaved;
  std::function<void()> on_save = [] {};
  std::vector<domain::Status> saved = {};
  std::vector<std::string> versions = {};  ///< of all tries
};

struct NoNotifications : NotificationHandler {
  void Notify(const OwnerId&, const domain::Transition&) noexcept override {}
};

struct NoMetrics : MetricsCollector {
  void RecordRunFinished(std::string_view, domain::RunPhase, base::Duration) override {}

  void RecordJobFinished(domain::JobPhase, std::optional<base::Duration>) override {}

  void RecordAttempt(domain::Reason, bool) override {}

  void RecordLaunch(std::string_view) override {}

  void RecordStatusWrite(std::string_view, std::size_t) override {}
};

class Engine : public testing::Test {
 protected:
  Engine() {
    execution = {.owner = {.kind = "Workflow", .ns = "a", .name = "w", .uid = "u"},
                 .resource_version = "1"};
    Start(TwoJobs());
  }

  static domain::WorkflowSpec TwoJobs() {
    return {.jobs = {{.name = "first"}, {.name = "second", .depends_on = {"first"}}}};
  }

  void Start(const domain::WorkflowSpec& spec) {
    execution.plan = domain::MakePlan(spec, "hash");
    execution.run = domain::StartRun(execution.plan, 1);
  }

  /// The first attempt of `job` is seen to have succeeded.
  void Ends(std::string_view job) {
    runner.seen.push_back(
        {.instance = *execution.Find(job),
         .attempt = 1,
         .pod = "pod",
         .created = clock.Now(),
         .started = true,
         .ending = domain::Ending{.reason = domain::Reason::kCompleted, .time = clock.Now()}});
  }

  /// Steps once, launches what is ready, and again when the first record is due.
  std::function<void()> StepUntilARecordIsSent() {
    orchestrator.Step(execution);
    clock.Advance(config.first_record);
    std::function<void()> send = orchestrator.Step(execution).send;
    EXPECT_TRUE(send);
    return send;
  }

  fakes::ManualClock clock;
  Config config;
  FakeRunner runner;
  FakeStore store{clock};
  NoNotifications notifications;
  NoMetrics metrics;
  const Ports ports{runner, store, notifications, metrics, clock};
  StateManager states{ports, config};
  Orchestrator orchestrator{ports, config};
  Execution execution;
};

}  // namespace executioner::engine
