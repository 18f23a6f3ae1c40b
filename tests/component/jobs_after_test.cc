/// \file
/// Jobs that come after other objects: cycles, failures, time limits.
#include <gtest/gtest.h>

#include "tests/component/world.h"

namespace executioner::component {
namespace {

using fakes::PodScript;

/// A Job that waits for these Jobs.
json After(const std::vector<std::string>& names, const json& more = json::object()) {
  json spec = {{"image", "busybox:1.36"}, {"command", {"true"}}};
  for (const std::string& name : names) {
    spec["after"].push_back({{"kind", "Job"}, {"name", name}});
  }
  spec.update(more);
  return spec;
}

std::string MessageOf(const json& object) {
  return object["status"].value("message", "");
}

class RingOfJobs : public testing::TestWithParam<int> {};

TEST_P(RingOfJobs, IsAnInvalidSpecOfEachJob) {
  World world(false);
  world.options.workers = GetParam();
  world.StartController();
  world.CreateJob("a", After({"c"}));
  world.CreateJob("b", After({"a"}));
  world.CreateJob("c", After({"b"}));
  world.CreateJob("outside", After({"a"}));
  for (const char* name : {"a", "b", "c"}) {
    const json job = world.AwaitFinished(name, "jobs");
    EXPECT_EQ(job["status"]["phase"], "Failed");
    EXPECT_EQ(job["status"]["reason"], "InvalidSpec") << name << ": " << MessageOf(job);
    EXPECT_NE(MessageOf(job).find(" -> "), std::string::npos) << MessageOf(job);
    EXPECT_FALSE(job["status"].contains("jobs")) << name << " waited before, perhaps";
  }
  EXPECT_EQ(world.AwaitFinished("outside", "jobs")["status"]["reason"], "DependencyFailed");
  EXPECT_TRUE(world.Pods().empty());
}

INSTANTIATE_TEST_SUITE_P(Workers, RingOfJobs, testing::Values(1, 4));

TEST(JobAfter, DetectsACycleMadeByEditsAfterTheEnd) {
  World world;
  const json again = {{"rerunOn", "SpecChange"}};
  for (const char* name : {"a", "b"}) {
    world.CreateJob(name, After({}, again));
    ASSERT_EQ(world.AwaitFinished(name, "jobs")["status"]["phase"], "Succeeded");
  }
  world.StopController();
  world.Edit("jobs", "a", {{"spec", {{"after", After({"b"})["after"]}, {"args", {"again"}}}}});
  world.Edit("jobs", "b", {{"spec", {{"after", After({"a"})["after"]}, {"args", {"again"}}}}});
  world.StartController();
  for (const char* name : {"a", "b"}) {
    ASSERT_TRUE(world.server.Await([&] {
      return world.Get("jobs", name)["status"].value("reason", "") == "InvalidSpec";
    })) << name;
  }
}

TEST(JobAfter, ItselfIsAnInvalidSpec) {
  World world;
  world.CreateJob("a", After({"a"}));
  EXPECT_EQ(world.AwaitFinished("a", "jobs")["status"]["reason"], "InvalidSpec");
}

/// Why a search for a ring was not completed; "" when nothing says so.
std::string UnfinishedSearch(World& world, const std::string& name) {
  for (const json& condition :
       world.Get("jobs", name).value("/status/conditions"_json_pointer, json::array())) {
    if (condition["type"] == "CycleCheckIncomplete") {
      return condition["reason"];
    }
  }
  return "";
}

bool AwaitWaiting(World& world, const std::string& name) {
  return world.server.Await([&] {
    return world.Get("jobs", name).value("/status/reason"_json_pointer, "") == "WaitingFor";
  });
}

TEST(JobAfter, SearchesForACycleOnceWithinABoundAndOnlyForJobsThatOthersAwait) {
  World world;
  std::vector<std::string> many{"early"};  // with what "early" waits for: one too many
  for (int i = 1; i < 1000; ++i) {
    many.push_back("none-" + std::to_string(i));
  }
  world.CreateJob("early", After({"none"}));
  world.CreateJob("large", After({"none"}));
  world.CreateJob("behind", After({"large"}));
  world.CreateJob("last", After({"behind"}));
  for (const char* name : {"early", "large", "behind", "last"}) {
    ASSERT_TRUE(AwaitWaiting(world, name)) << name;
  }
  world.Edit("jobs", "large", {{"spec", {{"after", After(many)["after"]}}}});
  EXPECT_TRUE(
      world.server.Await([&] { return UnfinishedSearch(world, "large") == "TooManyJobs"; }));
  world.CreateJob("alone", After({"large"}));
  ASSERT_TRUE(AwaitWaiting(world, "alone"));
  ASSERT_TRUE(world.AwaitQuiet());
  EXPECT_EQ(UnfinishedSearch(world, "behind"), "") << "it was looked for before";
  EXPECT_EQ(UnfinishedSearch(world, "alone"), "") << "nobody waits for it";
}

TEST(JobAfter, FailsAfterAFailedJobAndNamesIt) {
  World world;
  world.kubelet.Script("first", 0, PodScript::Exit(1));
  world.CreateJob("second", After({"first"}));
  world.CreateJob("third", After({"second"}));
  world.CreateJob("first", After({}));
  const json second = world.AwaitFinished("second", "jobs");
  EXPECT_EQ(second["status"]["reason"], "DependencyFailed");
  EXPECT_NE(MessageOf(second).find("'first'"), std::string::npos) << MessageOf(second);
  EXPECT_EQ(world.AwaitFinished("third", "jobs")["status"]["reason"], "DependencyFailed");
  EXPECT_EQ(world.Pods().size(), 1U);
}

TEST(JobAfter, AWorkflowStartsWhenItIsComplete) {
  World world;
  json spec = After({});
  spec["after"] = {{{"kind", "Workflow"}, {"name", "w"}}};
  world.CreateJob("j", spec);
  ASSERT_TRUE(world.server.Await(
      [&] { return MessageOf(world.Get("jobs", "j")).find("Workflow 'w'") != std::string::npos; }));
  world.CreateWorkflow("w", Spec({Job("a")}));
  EXPECT_EQ(world.AwaitFinished("j", "jobs")["status"]["phase"], "Succeeded");
  EXPECT_EQ(world.LaunchOrder(), (std::vector<std::string>{"a", "j"}));
}

TEST(JobAfter, FailsAfterItsTimeout) {
  World world;
  world.CreateJob("j", After({"nobody"}, {{"afterTimeoutSeconds", 60}}));
  ASSERT_TRUE(world.server.Await(
      [&] { return world.Get("jobs", "j")["status"].value("reason", "") == "WaitingFor"; }));
  world.Skip(std::chrono::seconds{62});
  const json ended = world.AwaitFinished("j", "jobs");
  EXPECT_EQ(ended["status"]["reason"], "DependencyFailed");
  EXPECT_NE(MessageOf(ended).find("afterTimeoutSeconds"), std::string::npos);
}

TEST(JobAfter, IsShownWithItsJobWhileItWaits) {
  World world;
  world.CreateJob("second", After({"first"}));
  ASSERT_TRUE(world.server.Await(
      [&] { return world.Get("jobs", "second")["status"].value("reason", "") == "WaitingFor"; }));
  const json status = world.Get("jobs", "second")["status"];
  EXPECT_EQ(status["counts"]["total"], 1);
  EXPECT_EQ(status["jobs"][0]["phase"], "Pending");
  EXPECT_EQ(status["jobs"][0]["message"], status["message"]);
  world.kubelet.Script("first", 0, PodScript::Exit(1));
  world.CreateJob("first", After({}));
  const json failed = world.AwaitFinished("second", "jobs")["status"];
  EXPECT_EQ(failed["counts"]["skipped"], 1);
  EXPECT_EQ(failed["jobs"][0]["phase"], "Blocked");
  EXPECT_EQ(failed["jobs"][0]["reason"], "DependencyFailed");
}

TEST(JobAfter, CanBeSuspendedWhileItWaits) {
  World world;
  const auto phase = [&] { return world.Get("jobs", "second")["status"].value("phase", ""); };
  world.CreateJob("second", After({"first"}, {{"suspend", true}}));
  ASSERT_TRUE(world.server.Await([&] { return phase() == "Suspended"; }));
  EXPECT_EQ(world.Get("jobs", "second")["status"]["reason"], "WaitingFor");
  world.Edit("jobs", "second", {{"spec", {{"suspend", false}}}});
  ASSERT_TRUE(world.server.Await([&] { return phase() == "Pending"; }));
  world.Edit("jobs", "second", {{"spec", {{"suspend", true}}}});
  ASSERT_TRUE(world.server.Await([&] { return phase() == "Suspended"; }));
  world.CreateJob("first", After({}));
  ASSERT_TRUE(world.server.Await(
      [&] { return !world.Get("jobs", "second")["status"].contains("reason"); }));
  EXPECT_EQ(phase(), "Suspended") << "its turn has come, and it is held";
  world.Edit("jobs", "second", {{"spec", {{"suspend", false}}}});
  EXPECT_EQ(world.AwaitFinished("second", "jobs")["status"]["phase"], "Succeeded");
}

TEST(JobAfter, CanBeCancelledWhileItWaits) {
  World world;
  world.CreateJob("j", After({"nobody"}));
  ASSERT_TRUE(world.server.Await(
      [&] { return world.Get("jobs", "j")["status"].value("reason", "") == "WaitingFor"; }));
  world.Edit("jobs", "j", {{"spec", {{"cancel", "Graceful"}}}});
  EXPECT_EQ(world.AwaitFinished("j", "jobs")["status"]["phase"], "Cancelled");
  EXPECT_TRUE(world.Pods().empty());
}

TEST(JobAfter, WaitsThroughARestart) {
  World world;
  world.CreateJob("second", After({"first"}));
  ASSERT_TRUE(world.server.Await(
      [&] { return world.Get("jobs", "second")["status"].value("reason", "") == "WaitingFor"; }));
  world.StopController();
  world.CreateJob("first", After({}));
  world.StartController();
  EXPECT_EQ(world.AwaitFinished("second", "jobs")["status"]["phase"], "Succeeded");
  EXPECT_EQ(world.LaunchOrder(), (std::vector<std::string>{"first", "second"}));
}

TEST(JobAfter, RemembersCompletedObjectsThatAreDeleted) {
  World world;
  world.CreateJob("first", After({}));
  world.AwaitFinished("first", "jobs");
  world.CreateJob("last", After({"first", "second"}));
  ASSERT_TRUE(world.server.Await([&] {
    return MessageOf(world.Get("jobs", "last")) == "waits for Job 'second' (does not exist yet)";
  }));
  world.Delete("jobs", "first");
  world.StopController();
  world.StartController();
  world.CreateJob("second", After({}));
  EXPECT_EQ(world.AwaitFinished("last", "jobs")["status"]["phase"], "Succeeded");
}

TEST(JobAfter, WaitsForARunThatHasNotBegunYet) {
  World world;
  const json again = {{"rerunOn", "SpecChange"}};
  world.CreateJob("first", After({}, again));
  world.CreateJob("second", After({"first"}, again));
  ASSERT_EQ(world.AwaitFinished("second", "jobs")["status"]["phase"], "Succeeded");
  world.StopController();
  world.Rescript("first", PodScript::Hangs());
  world.Edit("jobs", "second", {{"spec", {{"args", {"again"}}}}});
  world.Edit("jobs", "first", {{"spec", {{"args", {"again"}}}}});
  world.StartController();
  ASSERT_TRUE(world.server.Await([&] {
    const json status = world.Get("jobs", "second")["status"];
    return status.value("run", 0) == 2 && status.value("reason", "") == "WaitingFor";
  }));
  world.Rescript("first", PodScript::Exit(0));
  ASSERT_TRUE(world.server.Await([&] {
    const json status = world.Get("jobs", "second")["status"];
    return status.value("run", 0) == 2 && status.value("phase", "") == "Succeeded";
  }));
  EXPECT_EQ(world.LaunchOrder(), (std::vector<std::string>{"first", "second", "first", "second"}));
}

TEST(JobAfter, ThatHasStartedIsNotStoppedByAnything) {
  World world;
  world.kubelet.Script("second", 0, PodScript::Hangs());
  world.CreateJob("first", After({}));
  world.CreateJob("second", After({"first"}));
  ASSERT_TRUE(world.server.Await(
      [&] { return world.Get("jobs", "second")["status"].value("phase", "") == "Running"; }));
  world.Delete("jobs", "first");
  world.StopController();
  world.StartController();
  world.Rescript("second", PodScript::Exit(0));
  EXPECT_EQ(world.AwaitFinished("second", "jobs")["status"]["phase"], "Succeeded");
  EXPECT_EQ(world.LaunchOrder(), (std::vector<std::string>{"first", "second"}));
}

TEST(JobAfter, IsAwaitedByALaterRunToo) {
  World world;
  world.CreateJob("first", After({}));
  json spec = After({"first"}, {{"rerunOn", "SpecChange"}, {"afterTimeoutSeconds", 60}});
  world.CreateJob("second", spec);
  ASSERT_EQ(world.AwaitFinished("second", "jobs")["status"]["phase"], "Succeeded");
  world.Skip(std::chrono::seconds{62});  // the timeout starts again
  spec = After({"third"}, {{"args", {"again"}}});
  world.Edit("jobs", "second", {{"spec", {{"after", spec["after"]}, {"args", spec["args"]}}}});
  ASSERT_TRUE(world.server.Await([&] {
    const json status = world.Get("jobs", "second")["status"];
    return status.value("run", 0) == 2 && status.value("reason", "") == "WaitingFor";
  }));
  world.CreateJob("third", After({}));
  EXPECT_EQ(world.AwaitFinished("second", "jobs")["status"]["phase"], "Succeeded");
  EXPECT_EQ(world.LaunchOrder(), (std::vector<std::string>{"first", "second", "third", "second"}));
}

}  // namespace
}  // namespace executioner::component
