/// \file
/// Random graphs with random histories: what must hold whatever happens.
#include <algorithm>
#include <cstdint>

#include <gtest/gtest.h>

#include "controller/domain/graph.h"
#include "tests/unit/domain/run_driver.h"

namespace executioner::domain {
namespace {

using testing::MakeJob;
using testing::RunDriver;

/// Numbers that are the same in every run of the test (xorshift64*).
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed * 2654435761U + 1) {}

  int Below(int bound) {
    state_ ^= state_ >> 12U;
    state_ ^= state_ << 25U;
    state_ ^= state_ >> 27U;
    return static_cast<int>((state_ * 2685821657736338717ULL) >> 33U) % bound;
  }

 private:
  std::uint64_t state_;
};

std::vector<JobSpec> RandomGraph(Random& random) {
  std::vector<JobSpec> jobs;
  const int size = 1 + random.Below(12);
  for (int i = 0; i < size; ++i) {
    JobSpec job = MakeJob("j" + std::to_string(i));
    for (int before = 0; before < i; ++before) {
      if (random.Below(4) == 0) {
        job.depends_on.push_back("j" + std::to_string(before));
      }
    }
    if (!job.depends_on.empty()) {
      job.trigger = static_cast<Trigger>(random.Below(6));
    }
    job.allow_failure = random.Below(4) == 0;
    job.work.retry = RetryPolicy{.limit = random.Below(3), .delay_seconds = random.Below(2) * 10};
    jobs.push_back(std::move(job));
  }
  return jobs;
}

Controls RandomControls(Random& random) {
  Controls controls;
  controls.failure_policy = static_cast<FailurePolicy>(random.Below(3));
  if (random.Below(2) == 0) {
    controls.parallelism = 1 + random.Below(3);
  }
  if (random.Below(3) == 0) {
    controls.skip = {"j" + std::to_string(random.Below(12))};
  }
  return controls;
}

Ending RandomEnding(Random& random) {
  static constexpr std::array kReasons{Reason::kCompleted, Reason::kCompleted, Reason::kCompleted,
                                       Reason::kFailed,    Reason::kEvicted,   Reason::kOomKilled};
  return {.reason = kReasons.at(
              static_cast<std::size_t>(random.Below(static_cast<int>(kReasons.size()))))};
}

std::vector<JobPhase> Phases(const Run& run) {
  std::vector<JobPhase> phases;
  for (const JobState& state : run.instances) {
    phases.push_back(state.phase);
  }
  return phases;
}

void ExpectForward(const std::vector<JobPhase>& before, const Run& run, std::uint64_t seed) {
  for (const InstanceId instance : run.instances.Ids()) {
    const JobPhase was = before[static_cast<std::size_t>(instance.Index())];
    const JobPhase is = run.instances[instance].phase;
    EXPECT_TRUE(MayMove(was, is)) << "seed " << seed << " instance " << instance << ": "
                                  << PhaseName(was) << " -> " << PhaseName(is);
  }
}

void ExpectSlots(const RunDriver& run, std::uint64_t seed) {
  const auto live = std::count_if(run.run.instances.begin(), run.run.instances.end(),
                                  [](const JobState& s) { return s.live; });
  EXPECT_EQ(live, run.run.live) << "seed " << seed;
  EXPECT_LE(live, run.controls.parallelism.value_or(1000)) << "seed " << seed;
}

bool AllBeforeHaveEnded(const RunDriver& run, NodeId node) {
  return std::ranges::all_of(run.plan.Job(node).dependencies, [&](NodeId dependency) {
    return HasEnded(run.run, dependency) && AllBeforeHaveEnded(run, dependency);
  });
}

/// What may start after a failure has not begun before everything that it depends on had ended.
void ExpectNothingOutranAncestors(const RunDriver& run, std::uint64_t seed) {
  for (const InstanceId instance : run.run.instances.Ids()) {
    const NodeId node = run.run.NodeOf(instance);
    const bool begun = run.run.instances[instance].attempts > 0;
    EXPECT_TRUE(!begun || !OutlivesFailure(run.plan.Job(node).trigger) ||
                AllBeforeHaveEnded(run, node))
        << "seed " << seed << ": " << run.Name(instance) << " runs beside a job before it";
  }
}

/// Lets one live attempt end, or time pass when none is live. \return false when nothing can happen
bool HappenOnce(RunDriver& run, Random& random) {
  std::vector<std::string> live;
  for (const InstanceId instance : run.run.instances.Ids()) {
    if (run.run.instances[instance].live) {
      live.push_back(run.Name(instance));
    }
  }
  if (live.empty()) {
    if (!run.wake_at) {
      return false;
    }
    run.now = std::max(run.now, *run.wake_at);
    run.Step();
    return true;
  }
  const std::string job =
      live[static_cast<std::size_t>(random.Below(static_cast<int>(live.size())))];
  Ending ending = RandomEnding(random);
  ending.stopped = run.State(job).stopping;
  run.Ends(job, ending);
  return true;
}

void Play(std::uint64_t seed, bool restarts) {
  Random random(seed);
  RunDriver run(RandomGraph(random), RandomControls(random));
  run.Step();
  constexpr int kEnough = 500;
  int steps = 0;
  for (; !IsEnded(run.run.phase) && steps < kEnough; ++steps) {
    const std::vector<JobPhase> before = Phases(run.run);
    if (restarts && random.Below(3) == 0) {
      run.Restart();
      run.Step();
    }
    ASSERT_TRUE(HappenOnce(run, random)) << "seed " << seed << ": stuck";
    ExpectSlots(run, seed);
    ExpectNothingOutranAncestors(run, seed);
    if (!restarts) {
      ExpectForward(before, run.run, seed);
    }
  }
  ASSERT_LT(steps, kEnough) << "seed " << seed << ": never ends";
  for (const JobState& state : run.run.instances) {
    EXPECT_TRUE(IsEnded(state.phase)) << "seed " << seed;
    EXPECT_FALSE(state.live) << "seed " << seed;
  }
}

TEST(History, EveryRunEndsWithEveryJobEndedAndPhasesOnlyMoveForward) {
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    Play(seed, false);
  }
}

TEST(History, EveryRunEndsEvenIfItIsRestoredOften) {
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    Play(seed, true);
  }
}

TEST(History, ARestoredRunDecidesLikeTheOriginal) {
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    Random random(seed);
    RunDriver run(RandomGraph(random), RandomControls(random));
    run.Step();
    for (int i = 0; i < 5 && !IsEnded(run.run.phase); ++i) {
      HappenOnce(run, random);
      RunDriver twin = run;
      twin.Restart();
      twin.launched.clear();
      twin.Step();
      EXPECT_TRUE(twin.launched.empty())
          << "seed " << seed << ": a restart launched " << twin.launched.front();
      EXPECT_EQ(Phases(twin.run), Phases(run.run)) << "seed " << seed;
    }
  }
}

}  // namespace
}  // namespace executioner::domain
