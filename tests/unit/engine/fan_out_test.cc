// A job of 10,000 instances, driven by the engine through crashes. The world survives them: pods
// that have not been released, and the last record.
#include <map>
#include <set>
#include <tuple>

#include <gtest/gtest.h>

#include "controller/domain/checkpoint.h"
#include "controller/engine/orchestrator.h"
#include "tests/fakes/manual_clock.h"
#include "tests/unit/engine/engine_fixture.h"

namespace executioner::engine {
namespace {

constexpr int kInstances = 10'000;
constexpr int kAtOnce = 700;
constexpr int kRetries = 2;

/// Job, place of the instance within it, attempt: what a pod's name says.
using PodKey = std::tuple<int, int, int>;

PodKey KeyOf(const Execution& execution, domain::InstanceId instance, int attempt) {
  const domain::NodeId node = execution.run.NodeOf(instance);
  const int first = execution.run.InstancesOf(node).front().Index();
  return {node.Index(), instance.Index() - first, attempt};
}

/// How many attempts an instance needs: most one, some two, few never succeed.
int AttemptsNeeded(int place) {
  return place % 101 == 0 ? kRetries + 2 : place % 7 == 0 ? 2 : 1;
}

class World : public JobRunner, public ItemLists {
 public:
  explicit World(const base::Clock& clock) : clock_(clock) {}

  std::vector<domain::AttemptSeen> Observe(const Execution& execution) override {
    std::vector<domain::AttemptSeen> seen;
    if (execution.next_look == Look::kAtAll) {
      for (const auto& [key, ending] : pods_) {
        seen.push_back(SeenOf(execution, key));
      }
    } else {
      for (const PodKey& key : news_) {
        seen.push_back(SeenOf(execution, key));
      }
    }
    news_.clear();
    observed += seen.size();
    return seen;
  }

  std::vector<LaunchResult> Launch(const Execution& execution,
                                   const std::vector<domain::Launch>& launches) override {
    ++launch_calls;
    for (const domain::Launch& launch : launches) {
      const PodKey key = KeyOf(execution, launch.instance, launch.attempt);
      EXPECT_TRUE(launched.insert(key).second) << std::get<1>(key) << " runs twice";
      pods_.emplace(key, std::nullopt);
      running_.push_back(key);
    }
    return std::vector<LaunchResult>(launches.size(), {.pod = "pod"});
  }

  void Stop(const Execution&, const std::vector<domain::Stop>&) override {}

  void Release(const Execution& execution, const std::vector<AttemptKey>& attempts) override {
    for (const auto& [instance, attempt] : attempts) {
      pods_.erase(KeyOf(execution, instance, attempt));
    }
  }

  std::optional<int> Count(const Execution&, domain::NodeId) override { return kInstances; }

  /// Lets the oldest pods end.
  void End(std::size_t most) {
    for (; most > 0 && !running_.empty(); --most) {
      const PodKey key = running_.front();
      running_.erase(running_.begin());
      const auto [node, place, attempt] = key;
      const bool succeeds = node != 0 || attempt >= AttemptsNeeded(place);
      pods_[key] =
          domain::Ending{.reason = succeeds ? domain::Reason::kCompleted : domain::Reason::kFailed,
                         .message = succeeds ? "" : "exit code 1",
                         .time = clock_.Now()};
      news_.push_back(key);
    }
  }

  std::set<PodKey> launched = {};
  int launch_calls = 0;
  std::size_t observed = 0;

 private:
  domain::AttemptSeen SeenOf(const Execution& execution, const PodKey& key) const {
    const auto [node, place, attempt] = key;
    const int first = execution.run.InstancesOf(domain::NodeId{node}).front().Index();
    return {.instance = domain::InstanceId{first + place},
            .attempt = attempt,
            .pod = "pod",
            .created = clock_.Now(),
            .started = true,
            .ending = pods_.at(key)};
  }

  const base::Clock& clock_;
  std::map<PodKey, std::optional<domain::Ending>> pods_ = {};  // until they are released
  std::vector<PodKey> running_ = {};
  std::vector<PodKey> news_ = {};
};

class FanOut : public testing::Test {
 protected:
  FanOut() {
    domain::WorkflowSpec spec{
        .jobs = {
            {.name = "each", .expands = true},
            {.name = "report", .depends_on = {"each"}, .trigger = domain::Trigger::kAllFinished}}};
    spec.jobs[0].work.retry =
        domain::RetryPolicy{.limit = kRetries, .delay_seconds = 1, .on = {{}}};
    plan_ = domain::MakePlan(spec, "hash");
    store.saved.push_back({.observed_generation = 1});
  }

  /// What a new process knows: the last record. The attempts that live are seen by looking.
  Execution Restart() const {
    Execution execution{
        .owner = {.kind = "Workflow", .ns = "a", .name = "w", .uid = "u"},
        .generation = 1,
        .plan = plan_,
        .controls = {.parallelism = kAtOnce, .failure_policy = domain::FailurePolicy::kContinue}};
    execution.recorded = store.saved.back();
    execution.run = domain::RestoreRun(plan_, execution.recorded);
    return execution;
  }

  /// Steps until the run has ended. A crash comes every `crash_every` steps, alternately before and
  /// after a record that is due was sent.
  void Run(int crash_every) {
    Execution execution = Restart();
    for (steps = 0; !IsEnded(execution.recorded.phase); ++steps) {
      ASSERT_LT(steps, 2000) << "never ends";
      const StepResult result = orchestrator.Step(execution);
      const bool crashes = steps % crash_every == crash_every - 1;
      if (result.send && !(crashes && steps % 2 == 0)) {
        result.send();
      }
      if (crashes && !IsEnded(execution.recorded.phase)) {
        execution = Restart();
      }
      world.End(300);
      clock.Advance(std::chrono::milliseconds{500});
    }
  }

  std::size_t LaunchesExpected() const {
    std::size_t launches = 1;  // of "report"
    for (int place = 0; place < kInstances; ++place) {
      launches += static_cast<std::size_t>(std::min(AttemptsNeeded(place), kRetries + 1));
    }
    return launches;
  }

  domain::Plan plan_;
  fakes::ManualClock clock;
  Config config;
  World world{clock};
  FakeStore store{clock};
  NoNotifications notifications;
  NoMetrics metrics;
  Orchestrator orchestrator{{world, store, notifications, metrics, clock, &world}, config};
  int steps = 0;
};

TEST_F(FanOut, RunsEveryInstanceOnceThroughCrashes) {
  ASSERT_NO_FATAL_FAILURE(Run(5));
  EXPECT_EQ(world.launched.size(), LaunchesExpected());
  for (int place = 0; place < kInstances; ++place) {
    const int last = std::min(AttemptsNeeded(place), kRetries + 1);
    EXPECT_TRUE(world.launched.contains({0, place, last})) << place;
    EXPECT_FALSE(world.launched.contains({0, place, last + 1})) << place;
  }
  const domain::Status& end = store.saved.back();
  EXPECT_EQ(end.phase, domain::RunPhase::kFailed);
  EXPECT_EQ(end.message, "job 'each' ended as Failed: exit code 1");
  EXPECT_EQ(end.expanded.at(0).counts,
            (domain::Counts{.total = kInstances, .succeeded = 9900, .failed = 100}));
}

TEST_F(FanOut, CostsWhatChangesAndRecordsLittle) {
  ASSERT_NO_FATAL_FAILURE(Run(1'000'000));
  EXPECT_LE(world.observed, world.launched.size() + 1) << "each end is looked at once";
  EXPECT_LE(world.launch_calls, 2 * steps) << "launches go out together";
  for (const domain::Status& status : store.saved) {
    std::size_t bytes = 0;
    for (const domain::ExpandedJob& job : status.expanded) {
      for (const domain::InstanceGroup& group : job.groups) {
        bytes += sizeof group + group.instances.size() + group.common.message.size();
      }
    }
    EXPECT_LE(status.jobs.size(), 2U);
    EXPECT_LT(bytes, 64U << 10U);
  }
  EXPECT_LT(sizeof(domain::JobState) + sizeof(domain::NodeId), 600U) << "of 1,024 an instance";
}

}  // namespace
}  // namespace executioner::engine
