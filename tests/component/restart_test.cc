/// \file
/// What happened while the controller was down, or was not told to it yet, is made up for by its
/// next start.
#include <gtest/gtest.h>

#include "tests/component/world.h"

namespace executioner::component {
namespace {

using fakes::PodScript;

class Restart : public testing::Test {
 protected:
  Restart() : world_(false) {
    world_.RecordEverything();
    world_.kubelet.Script("a", 0, PodScript::Hangs());
    world_.StartController();
  }

  World world_;
};

TEST_F(Restart, ReleasesPodsOfAnOwnerThatIsDeletedInTheForeground) {
  world_.CreateWorkflow("w", Spec({Job("a")}));
  ASSERT_TRUE(world_.AwaitJobPhase("w", "a", "Running"));
  world_.StopController();
  world_.Delete("workflows", "w", {{"propagationPolicy", "Foreground"}});
  ASSERT_TRUE(world_.Workflow("w")["metadata"].contains("deletionTimestamp"));
  world_.StartController();
  EXPECT_TRUE(world_.server.Await([&] { return world_.Workflow("w").is_null(); }));
  EXPECT_TRUE(world_.Pods().empty());
}

TEST_F(Restart, ReplacesAPodThatVanishedWithoutARecord) {
  world_.CreateWorkflow("w", Spec({Job("a")}));
  ASSERT_TRUE(world_.AwaitJobPhase("w", "a", "Running"));
  world_.StopController();
  const std::string pod = world_.PodOf("a")["metadata"]["name"];
  world_.Edit("pods", pod, {{"metadata", {{"finalizers", nullptr}}}});
  world_.Delete("pods", pod);
  ASSERT_TRUE(world_.server.Await([&] { return world_.Pods().empty(); }));
  world_.Rescript("a", PodScript::Exit(0));
  world_.StartController();
  ASSERT_TRUE(world_.AwaitJobReason("w", "a", "PodDeleted"));
  EXPECT_TRUE(world_.AwaitAnswer("GET", "/pods/" + pod + "$", 404));
  world_.Skip(std::chrono::seconds{2});
  const json ended = world_.AwaitFinished("w");
  EXPECT_EQ(ended["status"]["phase"], "Succeeded");
  EXPECT_EQ(World::JobOf(ended, "a")["attempts"], 2);
}

TEST_F(Restart, KeepsEarlierAttempts) {
  world_.Rescript("a", PodScript::Exit(3));
  const json retry = {{"limit", 5}, {"delaySeconds", 600}, {"jitterPercent", 0}};
  world_.CreateWorkflow("w", Spec({Job("a", {}, {{"retry", retry}})}));
  const auto job = [&] { return World::JobOf(world_.Workflow("w"), "a"); };
  std::string ready;
  for (int attempt = 1; attempt <= 5; ++attempt) {
    ASSERT_TRUE(world_.server.Await([&] {
      return job()["phase"] == "Retrying" && job()["attempts"] == attempt &&
             job().contains("nextAttemptTime");
    })) << job();
    const json before = job();
    ready = attempt == 1 ? before.value("readyTime", "") : ready;
    EXPECT_EQ(before.value("readyTime", ""), ready);
    const json& past = before["attemptHistory"];
    ASSERT_EQ(past.size(), std::min<std::size_t>(static_cast<std::size_t>(attempt), 3));
    EXPECT_EQ(past[0]["attempt"], attempt);
    EXPECT_EQ(past[0]["exitCode"], 3);
    EXPECT_EQ(past[0]["reason"], "Failed");
    EXPECT_EQ(past[0]["pod"], before["pod"]);
    EXPECT_EQ(past[0]["launchTime"], before["launchTime"]);
    EXPECT_LE(past[0]["startTime"], past[0]["completionTime"]);
    world_.StopController();
    world_.StartController();
    ASSERT_TRUE(world_.AwaitQuiet());
    EXPECT_EQ(job(), before);
    if (attempt == 5) {
      world_.Rescript("a", PodScript::Exit(0));
    }
    world_.Skip(std::chrono::hours{2});
  }
  const json ended = world_.AwaitFinished("w");
  EXPECT_EQ(ended["status"]["phase"], "Succeeded");
  EXPECT_EQ(World::JobOf(ended, "a")["attemptHistory"].size(), 3U);
  EXPECT_EQ(World::JobOf(ended, "a")["attemptHistory"][0]["attempt"], 5);
}

/// A server that lags behind lists pods as they were before ours was made.
TEST_F(Restart, PrefersTheApiServerToAStaleList) {
  ASSERT_TRUE(world_.server.AwaitWatches("pods", 1));
  world_.server.SetWatchList(false);
  world_.server.FreezeWatches("pods");
  const json lagging = {
      {"kind", "PodList"},
      {"apiVersion", "v1"},
      {"metadata", {{"resourceVersion", std::to_string(world_.server.Revision())}}},
      {"items", json::array()}};
  world_.CreateWorkflow("w", Spec({Job("a")}));
  ASSERT_TRUE(world_.server.Await(
      [&] { return World::JobOf(world_.Workflow("w"), "a")["attempts"] == 1; }));
  ASSERT_TRUE(world_.server.Await(
      [&] { return world_.PodOf("a").value("/status/phase"_json_pointer, "") == "Running"; }));
  world_.StopController();
  world_.server.Inject({.method = "GET",
                        .path = "^/api/v1/pods\\?(?!.*watch=)",
                        .status = 200,
                        .body = lagging.dump()});
  world_.StartController();
  EXPECT_TRUE(world_.AwaitJobPhase("w", "a", "Running"));
  world_.server.ThawWatches("pods");
  world_.Rescript("a", PodScript::Exit(0));
  const json ended = world_.AwaitFinished("w");
  EXPECT_EQ(ended["status"]["phase"], "Succeeded");
  EXPECT_EQ(World::JobOf(ended, "a")["attempts"], 1);
  EXPECT_EQ(world_.LaunchOrder(), std::vector<std::string>{"a"});
  EXPECT_TRUE(world_.invariants.Violations().empty());
}

}  // namespace
}  // namespace executioner::component
