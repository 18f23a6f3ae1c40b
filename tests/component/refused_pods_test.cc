/// \file
/// Pods that the API server does not take: no room, no permission, something they need is missing.
#include <gtest/gtest.h>

#include "tests/component/world.h"
#include "tests/fakes/fake_api/refusal.h"

namespace executioner::component {
namespace {

using fakes::StatusBody;
using std::chrono::seconds;

constexpr const char* kQuota =
    "pods \"p\" is forbidden: exceeded quota: q, requested: pods=1, used: pods=9, limited: pods=9";

/// The next creations of pods are refused with these words; negative: all.
void ForbidPods(World& world, const std::string& words, int times) {
  world.server.Inject({.method = "POST",
                       .path = "/pods$",
                       .times = times,
                       .status = 403,
                       .body = StatusBody(403, "Forbidden", words)});
}

TEST(Quota, IsWaitedForAndSaysSo) {
  World world(false);
  ForbidPods(world, kQuota, 1);
  world.StartController();
  world.CreateWorkflow("w", Spec({Job("a")}));
  ASSERT_TRUE(world.AwaitJobReason("w", "a", "QuotaExceeded"));
  const json waiting = World::JobOf(world.Workflow("w"), "a");
  EXPECT_EQ(waiting["message"], kQuota);
  EXPECT_EQ(waiting["phase"], "Queued");
  world.Skip(seconds{2});
  const json ended = world.AwaitFinished("w");
  EXPECT_EQ(ended["status"]["phase"], "Succeeded");
  EXPECT_EQ(World::JobOf(ended, "a")["attempts"], 1);
}

TEST(Quota, ThatNeverHasRoomEndsThePendingTimeout) {
  World world(false);
  ForbidPods(world, kQuota, -1);
  world.StartController();
  world.CreateWorkflow("w", Spec({Job("a", {}, {{"pendingTimeoutSeconds", 60}})}));
  ASSERT_TRUE(world.AwaitJobReason("w", "a", "QuotaExceeded"));
  world.Skip(seconds{61});
  const json job = World::JobOf(world.AwaitFinished("w"), "a");
  EXPECT_EQ(job["reason"], "PendingTimeout");
  EXPECT_NE(job["message"].get<std::string>().find("exceeded quota"), std::string::npos);
}

class RefusedPod : public testing::TestWithParam<int> {};

TEST_P(RefusedPod, EndsTheJobWithTheWordsOfTheApiServer) {
  World world(false);
  const std::string words = "pods \"w-a-1-1\" is forbidden: violates PodSecurity \"restricted\"";
  world.server.Inject({.method = "POST",
                       .path = "/pods$",
                       .status = GetParam(),
                       .body = StatusBody(GetParam(), "", words)});
  world.StartController();
  world.CreateWorkflow("w", Spec({Job("a", {}, {{"retry", {{"limit", 3}}}})}));
  const json job = World::JobOf(world.AwaitFinished("w"), "a");
  EXPECT_EQ(job["phase"], "Failed");
  EXPECT_EQ(job["reason"], "CreateRefused");
  EXPECT_EQ(job["message"], words);
  EXPECT_EQ(world.server.CountRequests("POST", "pods"), 1U);
}

INSTANTIATE_TEST_SUITE_P(Api, RefusedPod, testing::Values(400, 403, 422));

TEST(LackingPod, WaitsForWhatIsAppliedAfterIt) {
  World world(false);
  const std::string words =
      "error looking up service account a/loader: serviceaccount \"loader\" not found";
  ForbidPods(world, words, 1);
  world.StartController();
  world.CreateWorkflow("w", Spec({Job("a")}));
  ASSERT_TRUE(world.AwaitJobReason("w", "a", "CreateRefused"));
  const json waiting = World::JobOf(world.Workflow("w"), "a");
  EXPECT_EQ(waiting["phase"], "Queued");
  EXPECT_EQ(waiting["message"], words);
  world.Skip(std::chrono::seconds{2});
  EXPECT_EQ(world.AwaitFinished("w")["status"]["phase"], "Succeeded");
}

}  // namespace
}  // namespace executioner::component
