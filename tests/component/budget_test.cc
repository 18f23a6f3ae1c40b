/// \file
/// How many writes a run costs the API server (the budgets of docs/performance.md), and that
/// nothing is written while nothing changes.
#include <gtest/gtest.h>

#include "tests/component/world.h"

namespace executioner::component {
namespace {

/// All that was stored but events, which tell people and are not needed for the work.
std::size_t Writes(World& world) {
  return world.server.CountWrites() - world.server.CountWrites("events");
}

/// A world whose runs end before their first record is due, however slow the machine is.
void BeQuick(World& world) {
  world.options.engine.first_record = std::chrono::hours{1};
  world.StartController();
}

TEST(Budget, AWorkflowOfOneStepCostsThreeWrites) {
  World world(false);
  BeQuick(world);
  world.CreateWorkflow("w", Spec({Job("a")}));
  ASSERT_EQ(world.AwaitFinished("w")["status"]["phase"], "Succeeded");
  ASSERT_TRUE(world.AwaitReleased());
  EXPECT_LE(Writes(world), 3U);
}

TEST(Budget, AJobCostsThreeWrites) {
  World world(false);
  BeQuick(world);
  world.CreateJob("j", {{"image", "i"}, {"command", {"x"}}});
  ASSERT_EQ(world.AwaitFinished("j", "jobs")["status"]["phase"], "Succeeded");
  ASSERT_TRUE(world.AwaitReleased());
  EXPECT_LE(Writes(world), 3U);
  EXPECT_TRUE(world.invariants.Violations().empty());
}

TEST(Budget, AFanCostsLittleMoreThanTwoWritesPerPod) {
  World world(false);
  BeQuick(world);
  std::vector<json> jobs = {Job("first")};
  std::vector<std::string> middle;
  for (int i = 0; i < 8; ++i) {
    middle.push_back("m" + std::to_string(i));
    jobs.push_back(Job(middle.back(), {"first"}));
  }
  jobs.push_back(Job("last", middle));
  world.CreateWorkflow("w", Spec(std::move(jobs)));
  ASSERT_EQ(world.AwaitFinished("w")["status"]["phase"], "Succeeded");
  ASSERT_TRUE(world.AwaitReleased());
  EXPECT_LE(static_cast<double>(Writes(world)), 2.3 * 10);
}

/// Runs a workflow through and takes its writes out of the log: when it has finished, the only
/// worker has come past every key that was queued before.
void RunMarker(World& world, const std::string& name) {
  world.CreateWorkflow(name, Spec({Job("a")}));
  EXPECT_EQ(world.AwaitFinished(name)["status"]["phase"], "Succeeded");
  EXPECT_TRUE(world.server.Await([&] {
    return fakes::PodsWithFinalizer(world.server, "executioner.dev/record").size() == 1;
  })) << "only the pod that hangs is held";
}

std::vector<std::string> WritesBesides(World& world, const std::string& marker) {
  std::vector<std::string> writes;
  for (const fakes::LoggedRequest& request : world.server.Requests()) {
    const bool of_marker = request.path.find("/" + marker) != std::string::npos ||
                           request.body.find(marker) != std::string::npos;
    if (request.method != "GET" && request.resource != "events" && !of_marker) {
      writes.push_back(request.method + " " + request.path + " " + request.body);
    }
  }
  return writes;
}

TEST(Budget, NothingIsWrittenWhileNothingChanges) {
  World world(false);
  world.options.workers = 1;
  world.RecordEverything();
  world.StartController();
  world.kubelet.Script("hangs", 0, fakes::PodScript::Hangs());
  world.CreateWorkflow("running", Spec({Job("hangs")}));
  world.CreateWorkflow("ended", Spec({Job("a")}));
  world.CreateWorkflow("held", Spec({Job("a")}, {{"suspend", true}}));
  ASSERT_TRUE(world.AwaitJobPhase("running", "hangs", "Running"));
  ASSERT_TRUE(world.AwaitJobPhase("held", "a", "Queued"));
  ASSERT_EQ(world.AwaitFinished("ended")["status"]["phase"], "Succeeded");
  RunMarker(world, "marker-one");
  world.server.ClearLog();
  world.server.Compact();
  world.server.SendWatchError("", 410, "Expired");  // everything is listed again
  world.Skip(std::chrono::minutes{11});             // past the resync
  RunMarker(world, "marker-two");
  EXPECT_EQ(WritesBesides(world, "marker"), std::vector<std::string>{});
}

TEST(Budget, ARestartAmongFinishedWorkflowsWritesNothing) {
  World world(false);
  world.options.workers = 1;
  world.StartController();
  for (int i = 0; i < 100; ++i) {
    world.CreateWorkflow("ended-" + std::to_string(i), Spec({Job("a")}));
  }
  for (int i = 0; i < 100; ++i) {
    ASSERT_EQ(world.AwaitFinished("ended-" + std::to_string(i))["status"]["phase"], "Succeeded");
  }
  ASSERT_TRUE(world.AwaitReleased());
  world.StopController();
  world.server.ClearLog();
  world.CreateWorkflow("marker", Spec({Job("a")}));  // comes last in the list
  world.StartController();
  EXPECT_EQ(world.AwaitFinished("marker")["status"]["phase"], "Succeeded");
  EXPECT_EQ(WritesBesides(world, "marker"), std::vector<std::string>{});
}

}  // namespace
}  // namespace executioner::component
