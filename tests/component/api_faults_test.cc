/// \file
/// The API server fails in the middle of a diamond: the run ends as if nothing had been, and no job
/// gets a second pod.
#include <gtest/gtest.h>

#include "tests/component/world.h"
#include "tests/fakes/fake_api/refusal.h"

namespace executioner::component {
namespace {

using fakes::Fault;
using fakes::PodScript;
using fakes::StatusBody;

json Diamond() {
  return Spec(
      {Job("top"), Job("left", {"top"}), Job("right", {"top"}), Job("bottom", {"left", "right"})});
}

void ExpectAsIfNothingHadBeen(World& world) {
  const json workflow = world.AwaitFinished("w");
  EXPECT_EQ(workflow["status"]["phase"], "Succeeded") << workflow["status"].dump(1);
  EXPECT_EQ(workflow["status"]["progress"], "4/4");
  for (const json& job : workflow["status"]["jobs"]) {
    EXPECT_EQ(job["attempts"], 1) << job.dump(1);
  }
  EXPECT_TRUE(world.AwaitReleased());
  EXPECT_EQ(world.Pods().size(), 4U);
  EXPECT_EQ(world.invariants.MaxLivePods(), 1U);
  for (const std::string& violation : world.invariants.Violations()) {
    ADD_FAILURE() << violation;
  }
}

struct Write {
  const char* name;
  const char* method;
  const char* path;
};

struct Failure {
  const char* name;
  Fault fault;
};

constexpr std::array<Write, 3> kWrites{{{"PodPost", "POST", "/pods$"},
                                        {"StatusPatch", "PATCH", "/workflows/w/status$"},
                                        {"ReleasePatch", "PATCH", "/pods/[^/]*$"}}};

std::vector<Failure> Failures() {
  const auto answer = [](int status, std::string body = {}) {
    return Fault{.status = status, .body = std::move(body)};
  };
  Fault throttled = answer(429);
  throttled.retry_after = std::chrono::seconds{1};
  return {{"Throttled", throttled},
          {"InternalError", answer(500)},
          {"LeaderChanged", answer(500, StatusBody(500, "", "etcdserver: leader changed"))},
          {"Unavailable", answer(503)},
          {"ResetBeforeTheCommit", {.kind = Fault::Kind::kDropBefore}},
          {"ResetAfterTheCommit", {.kind = Fault::Kind::kDropAfter}}};
}

class FailingWrite : public testing::TestWithParam<std::tuple<Write, Failure>> {
 protected:
  /// The second write of its kind fails.
  static void Fail(World& world, const Write& write, Fault fault) {
    world.RecordEverything();
    fault.method = write.method;
    fault.path = write.path;
    fault.skip = 1;
    world.server.Inject(fault);
    world.StartController();
    world.CreateWorkflow("w", Diamond());
    const bool answered = fault.kind == Fault::Kind::kAnswer;
    ASSERT_TRUE(world.AwaitAnswer(write.method, write.path, answered ? fault.status : 0));
    world.Skip(std::chrono::seconds{2});
  }
};

TEST_P(FailingWrite, ChangesNothingAboutARun) {
  const auto& [write, failure] = GetParam();
  World world(false);
  ASSERT_NO_FATAL_FAILURE(Fail(world, write, failure.fault));
  ExpectAsIfNothingHadBeen(world);
}

INSTANTIATE_TEST_SUITE_P(Faults, FailingWrite,
                         testing::Combine(testing::ValuesIn(kWrites),
                                          testing::ValuesIn(Failures())),
                         [](const auto& instance) {
                           return std::string(std::get<0>(instance.param).name) +
                                  std::get<1>(instance.param).name;
                         });

class ConflictingWrite : public FailingWrite {};

TEST_P(ConflictingWrite, IsDecidedAgain) {
  const auto& [write, conflict] = GetParam();
  World world(false);
  ASSERT_NO_FATAL_FAILURE(Fail(world, write, conflict.fault));
  ExpectAsIfNothingHadBeen(world);
}

Failure Conflict(const char* message) {
  return {"Conflict", {.status = 409, .body = StatusBody(409, "Conflict", message)}};
}

INSTANTIATE_TEST_SUITE_P(
    Faults, ConflictingWrite,
    testing::Values(
        std::tuple(kWrites[0],
                   Conflict("Operation cannot be fulfilled on resourcequotas \"q\": the "
                            "object has been modified")),
        std::tuple(kWrites[1], Conflict("Operation cannot be fulfilled on workflows \"w\": the "
                                        "object has been modified")),
        std::tuple(kWrites[2], Conflict("Operation cannot be fulfilled on pods \"p\": the object "
                                        "has been modified"))),
    [](const auto& instance) { return std::string(std::get<0>(instance.param).name); });

class RefusedRecord : public testing::TestWithParam<Failure> {};

/// The pod has ended and is kept until that is recorded, so no further change will wake the run.
TEST_P(RefusedRecord, OfTheEndIsRetriedEvenIfNothingElseHappens) {
  const Fault refusal = GetParam().fault;
  World world(false);
  world.options.workers = 1;  // no record on its way wakes the run afterwards
  world.kubelet.Script("a", 0, PodScript::Hangs());
  world.StartController();
  world.CreateWorkflow("w", Spec({Job("a")}));
  ASSERT_TRUE(world.AwaitJobPhase("w", "a", "Running"));
  world.server.Inject(refusal);
  world.Rescript("a", PodScript::Exit(0));
  const json ended = world.AwaitFinished("w");
  EXPECT_TRUE(world.AwaitAnswer("PATCH", refusal.path, refusal.status));
  EXPECT_EQ(ended["status"]["phase"], "Succeeded");
  EXPECT_EQ(World::JobOf(ended, "a")["attempts"], 1);
}

Failure RecordRefusal(const char* name, int status, const char* reason) {
  return {name,
          {.method = "PATCH",
           .path = "/workflows/w/status$",
           .status = status,
           .body = StatusBody(status, reason, "Operation cannot be fulfilled")}};
}

INSTANTIATE_TEST_SUITE_P(Faults, RefusedRecord,
                         testing::Values(RecordRefusal("AsAConflict", 409, "Conflict"),
                                         RecordRefusal("AsInvalid", 422, "Invalid")),
                         [](const auto& instance) { return std::string(instance.param.name); });

class DuplicatedWrite : public testing::TestWithParam<Write> {};

TEST_P(DuplicatedWrite, ChangesNothingAboutARun) {
  World world(false);
  world.server.Inject({.kind = Fault::Kind::kDuplicate,
                       .method = GetParam().method,
                       .path = GetParam().path,
                       .times = -1});
  world.StartController();
  world.CreateWorkflow("w", Diamond());
  ExpectAsIfNothingHadBeen(world);
}

INSTANTIATE_TEST_SUITE_P(Faults, DuplicatedWrite, testing::ValuesIn(kWrites),
                         [](const auto& instance) { return std::string(instance.param.name); });

TEST(ApiFaults, AnApiServerThatRestartsChangesNothingAboutARun) {
  World world;
  world.kubelet.Script("top", 0, PodScript::Hangs());
  world.CreateWorkflow("w", Diamond());
  ASSERT_TRUE(world.AwaitJobPhase("w", "top", "Running"));
  world.server.KillAfterWrites(0);
  world.Rescript("top", PodScript::Exit(0));
  ASSERT_TRUE(
      world.server.Await([&] { return world.PodOf("top")["status"]["phase"] == "Succeeded"; }));
  world.server.Revive();
  ExpectAsIfNothingHadBeen(world);
}

struct WatchFault {
  const char* name;
  void (*happen)(fakes::FakeApiServer& server);
};

class BrokenWatch : public testing::TestWithParam<WatchFault> {};

TEST_P(BrokenWatch, ChangesNothingAboutARun) {
  World world;
  world.kubelet.Script("top", 0, PodScript::Hangs());
  world.CreateWorkflow("w", Diamond());
  ASSERT_TRUE(world.AwaitJobPhase("w", "top", "Running"));
  GetParam().happen(world.server);
  world.Rescript("top", PodScript::Exit(0));
  ExpectAsIfNothingHadBeen(world);
}

INSTANTIATE_TEST_SUITE_P(
    Faults, BrokenWatch,
    testing::Values(
        WatchFault{"EndsInOrder", [](auto& server) { server.EndWatches(""); }},
        WatchFault{"IsReset", [](auto& server) { server.BreakWatches(""); }},
        WatchFault{"IsCutInTheMiddleOfALine", [](auto& server) { server.CutNextEvent(""); }},
        WatchFault{"CarriesAGarbageLine",
                   [](auto& server) { server.InsertLine("", R"({"type":"MODIF)"); }},
        WatchFault{"CarriesAnEventWithoutAnObject",
                   [](auto& server) { server.InsertLine("", R"({"type":"ADDED","object":7})"); }},
        WatchFault{"EndsWith410AfterACompaction",
                   [](auto& server) {
                     server.Compact();
                     server.SendWatchError("", 410, "Expired");
                   }},
        WatchFault{"IsRefusedWith410AfterACompaction",
                   [](auto& server) {
                     server.SetExpiredAsHttp(true);
                     server.Compact();
                     server.BreakWatches("");
                   }},
        WatchFault{"EndsWith500",
                   [](auto& server) { server.SendWatchError("", 500, "InternalError"); }},
        WatchFault{"IsRefusedAWhile",
                   [](auto& server) {
                     server.Inject({.method = "GET", .path = "watch=", .times = 6, .status = 503});
                     server.BreakWatches("");
                   }}),
    [](const auto& instance) { return std::string(instance.param.name); });

TEST(FrozenWatch, OfPodsDelaysARunAndDuplicatesNothing) {
  World world;
  world.kubelet.Script("top", 0, PodScript::Hangs());
  world.CreateWorkflow("w", Diamond());
  ASSERT_TRUE(world.AwaitJobPhase("w", "top", "Running"));
  world.server.FreezeWatches("pods");
  world.Rescript("top", PodScript::Exit(0));
  ASSERT_TRUE(
      world.server.Await([&] { return world.PodOf("top")["status"]["phase"] == "Succeeded"; }));
  world.Edit("workflows", "w", {{"spec", {{"parallelism", 5}}}});  // wakes the key
  ASSERT_TRUE(world.server.Await(
      [&] { return world.Workflow("w")["status"].value("observedGeneration", 0) == 2; }));
  EXPECT_EQ(world.Pods().size(), 1U);
  world.server.ThawWatches("pods");
  ExpectAsIfNothingHadBeen(world);
}

TEST(FrozenWatch, OfPodsDoesNotHideOurPods) {
  World world;
  world.CreateWorkflow("before", Spec({Job("a")}));  // all watches are open when it has finished
  ASSERT_EQ(world.AwaitFinished("before")["status"]["phase"], "Succeeded");
  world.Delete("workflows", "before");
  ASSERT_TRUE(world.server.Await([&] { return world.Pods().empty(); }));
  world.server.FreezeWatches("pods");
  world.CreateWorkflow("w", Diamond());
  ASSERT_TRUE(world.server.Await([&] { return world.PodOf("top").is_object(); }));
  world.Edit("workflows", "w", {{"spec", {{"parallelism", 5}}}});
  ASSERT_TRUE(world.AwaitQuiet());
  world.server.ThawWatches("pods");
  ExpectAsIfNothingHadBeen(world);
}

TEST(FrozenWatch, OfWorkflowsDelaysARunAndDuplicatesNothing) {
  World world(false);
  world.RecordEverything();
  world.StartController();
  world.kubelet.Script("top", 0, PodScript::Hangs());
  world.CreateWorkflow("w", Diamond());
  ASSERT_TRUE(world.AwaitJobPhase("w", "top", "Running"));
  world.server.FreezeWatches("workflows");
  world.Rescript("top", PodScript::Exit(0));
  ASSERT_TRUE(
      world.server.Await([&] { return world.PodOf("top")["status"]["phase"] == "Succeeded"; }));
  ASSERT_TRUE(world.AwaitQuiet());
  world.server.ThawWatches("workflows");
  ExpectAsIfNothingHadBeen(world);
}

TEST(FrozenWatch, OfEverythingIsRepairedByARestart) {
  World world;
  world.kubelet.Script("top", 0, PodScript::Hangs());
  world.CreateWorkflow("w", Diamond());
  ASSERT_TRUE(world.AwaitJobPhase("w", "top", "Running"));
  world.server.FreezeWatches("");
  world.Rescript("top", PodScript::Exit(0));
  world.StopController();
  world.server.ThawWatches("");
  world.StartController();
  ExpectAsIfNothingHadBeen(world);
}

TEST(ApiFaults, AServerWithoutWatchListWorksToo) {
  World world(false);
  world.server.SetWatchList(false);
  world.StartController();
  world.CreateWorkflow("w", Diamond());
  ExpectAsIfNothingHadBeen(world);
}

}  // namespace
}  // namespace executioner::component
