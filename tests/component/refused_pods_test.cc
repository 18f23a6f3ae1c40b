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

TEST(Quota, IsAwaitedAndReported) {
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

TEST(Quota, ThatIsNeverFreeEndsAtThePendingTimeout) {
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

TEST_P(RefusedPod, EndsTheJobWithTheMessageOfTheApiServer) {
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

TEST(LackingPod, WaitsForObjectsThatAreAppliedLater) {
  World world(false);
  const std::string words =
      "pods \"w-a-1-1\" is forbidden: error looking up service account a/loader: serviceaccount "
      "\"loader\" not found";
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

TEST(LackingPod, DoesNotWaitForObjectsThatAPolicyMisses) {
  World world(false);
  ForbidPods(world, "admission webhook \"w\" denied the request: label 'team' not found", 1);
  world.StartController();
  world.CreateWorkflow("w", Spec({Job("a")}));
  const json job = World::JobOf(world.AwaitFinished("w"), "a");
  EXPECT_EQ(job["phase"], "Failed");
  EXPECT_EQ(job["reason"], "CreateRefused");
}

bool HasEvent(World& world, const std::string& reason, const std::string& words) {
  return world.server.Await([&] {
    const auto events = world.server.Objects("/apis/events.k8s.io/v1/namespaces/" +
                                             std::string(kNamespace) + "/events");
    return std::any_of(events.begin(), events.end(), [&](const json& event) {
      return event.value("reason", "") == reason && event.value("type", "") == "Warning" &&
             event.value("note", "").find(words) != std::string::npos;
    });
  });
}

/// The authorizer's answer to a POST names no object.
fakes::Fault NotAuthorized(int code) {
  const json forbidden = {
      {"kind", "Status"},
      {"status", "Failure"},
      {"message", "pods is forbidden: User \"u\" cannot create resource \"pods\""},
      {"reason", "Forbidden"},
      {"details", {{"kind", "pods"}}},
      {"code", 403}};
  return {.method = "POST",
          .path = "/pods$",
          .status = code,
          .body = code == 403 ? forbidden.dump() : StatusBody(401, "Unauthorized", "Unauthorized")};
}

TEST(UnauthorizedController, WaitsForItsPermissionsAndReportsIt) {
  for (const auto& [code, reason] : {std::pair{403, "Forbidden"}, {401, "Unauthorized"}}) {
    World world(false);
    world.server.Inject(NotAuthorized(code));
    world.StartController();
    world.CreateWorkflow("w", Spec({Job("a")}));
    ASSERT_TRUE(world.AwaitJobReason("w", "a", reason));
    EXPECT_EQ(World::JobOf(world.Workflow("w"), "a")["phase"], "Queued");
    EXPECT_TRUE(HasEvent(world, "CreateDelayed", reason));
    world.Skip(seconds{2});
    const json ended = world.AwaitFinished("w");
    EXPECT_EQ(ended["status"]["phase"], "Succeeded");
    EXPECT_EQ(World::JobOf(ended, "a")["attempts"], 1);
  }
}

TEST(UnauthorizedController, GivesUpAtThePendingTimeout) {
  World world(false);
  fakes::Fault fault = NotAuthorized(403);
  fault.times = -1;
  world.server.Inject(fault);
  world.StartController();
  world.CreateWorkflow("w", Spec({Job("a", {}, {{"pendingTimeoutSeconds", 60}})}));
  ASSERT_TRUE(world.AwaitJobReason("w", "a", "Forbidden"));
  world.Skip(seconds{61});
  EXPECT_EQ(World::JobOf(world.AwaitFinished("w"), "a")["reason"], "PendingTimeout");
}

/// A stop that is not permitted for a moment is not lost.
TEST(UnauthorizedController, StopsPodsAsSoonAsItMay) {
  const std::string forbidden =
      R"({"kind":"Status","status":"Failure","reason":"Forbidden","code":403,
          "message":"pods \"p\" is forbidden: User \"u\" cannot patch resource",
          "details":{"kind":"pods","name":"p"}})";
  for (const int code : {403, 401}) {
    World world(false);
    world.kubelet.Script("a", 0, fakes::PodScript::Hangs());
    world.StartController();
    world.CreateWorkflow("w", Spec({Job("a")}));
    ASSERT_TRUE(world.AwaitJobPhase("w", "a", "Running"));
    world.server.Inject(
        {.method = "PATCH",
         .path = "/pods/[^/]*$",
         .status = code,
         .body = code == 403 ? forbidden : StatusBody(401, "Unauthorized", "Unauthorized")});
    world.Edit("workflows", "w", {{"spec", {{"cancel", "Graceful"}}}});
    EXPECT_EQ(world.AwaitFinished("w")["status"]["phase"], "Cancelled") << code;
  }
}

TEST(BrokenServer, ThatClosesTheConnectionOnACreationIsNamedImmediately) {
  World world(false);
  world.server.Inject({.kind = fakes::Fault::Kind::kClose, .method = "POST", .path = "/pods$"});
  world.StartController();
  world.CreateWorkflow("w", Spec({Job("a")}));
  ASSERT_TRUE(world.AwaitJobReason("w", "a", "ConnectionClosed"));
  const std::string message = World::JobOf(world.Workflow("w"), "a")["message"];
  EXPECT_NE(message.find("check its log and its admission plugins"), std::string::npos);
  EXPECT_TRUE(HasEvent(world, "CreateDelayed", "closed the connection"));
  world.Skip(seconds{2});
  EXPECT_EQ(world.AwaitFinished("w")["status"]["phase"], "Succeeded");
}

}  // namespace
}  // namespace executioner::component
