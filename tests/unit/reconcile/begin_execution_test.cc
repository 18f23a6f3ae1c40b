#include "controller/reconcile/begin_execution.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/fakes/manual_clock.h"

namespace executioner::reconcile {
namespace {

using nlohmann::json;

OwnerObject Object(const json& status) {
  const json workflow = {
      {"metadata", {{"name", "w"}, {"namespace", "a"}, {"uid", "u"}, {"generation", 2}}},
      {"spec", {{"jobs", {{{"name", "a"}, {"image", "i"}}}}}},
      {"status", status}};
  return DecodeOwner("Workflow", workflow.dump());
}

engine::Execution Begin(const OwnerObject& object) {
  const engine::Config config{.pending_timeout_seconds = 77};
  const CheckedSpec checked = CheckSpec(object, config, false);
  EXPECT_TRUE(checked.complaints.empty()) << Describe(checked.complaints);
  static const fakes::ManualClock clock;
  return BeginExecution(object, checked, config, clock);
}

TEST(BeginExecution, StartsTheFirstRun) {
  const engine::Execution execution = Begin(Object({{"observedGeneration", -1}}));
  EXPECT_EQ(execution.owner,
            (engine::OwnerId{.kind = "Workflow", .ns = "a", .name = "w", .uid = "u"}));
  EXPECT_EQ(execution.generation, 2);
  EXPECT_EQ(execution.run.number, 1);
  EXPECT_FALSE(IsDemanded(execution.record));
  EXPECT_EQ(execution.plan.PendingTimeout(domain::NodeId{}), std::chrono::seconds{77});
}

TEST(BeginExecution, ContinuesARunFromItsStatus) {
  const engine::Execution execution =
      Begin(Object({{"phase", "Running"},
                    {"run", 3},
                    {"startTime", "2026-01-01T00:00:00Z"},
                    {"jobs", {{{"name", "a"}, {"phase", "Running"}, {"attempts", 2}}}}}));
  EXPECT_EQ(execution.run.number, 3);
  EXPECT_EQ(execution.run.instances.front().attempts, 2);
  EXPECT_TRUE(execution.run.instances.front().live);
}

TEST(BeginExecution, TakesUpARunThatEndedWithoutATime) {
  const engine::Execution execution =
      Begin(Object({{"phase", "Succeeded"}, {"startTime", "2026-01-01T00:00:00Z"}}));
  EXPECT_FALSE(domain::IsEnded(execution.run.phase)) << "nothing would ever happen in it";
  EXPECT_FALSE(domain::IsEnded(execution.recorded.phase));
}

TEST(BeginExecution, OpensTheNextRunOfAFinishedOneAndRecordsItFirst) {
  const engine::Execution execution = Begin(Object({{"phase", "Failed"},
                                                    {"reason", "InvalidSpec"},
                                                    {"run", 1},
                                                    {"completionTime", "2026-01-01T00:00:00Z"}}));
  EXPECT_EQ(execution.run.number, 2);
  EXPECT_TRUE(IsDemanded(execution.record));
  ASSERT_EQ(execution.recorded.history.size(), 1U);
  EXPECT_EQ(execution.recorded.history[0].reason, domain::Reason::kInvalidSpec);
}

TEST(CheckSpec, KnowsTheLabelsOfTheObject) {
  OwnerObject object;
  object.kind = "Workflow";
  object.spec = R"x({"jobs":[{"name":"a","image":"i","args":["$(workflow.labels.team)"]}]})x";
  EXPECT_EQ(CheckSpec(object, {}, false).complaints.at(0).path, "spec.jobs[0].args[0]");
  EXPECT_TRUE(CheckSpec(object, {}, /*active=*/true).complaints.empty())
      << "a label that was removed ends no active run";
  object.meta.labels = {{"team", "x"}};
  const CheckedSpec checked = CheckSpec(object, {}, false);
  EXPECT_TRUE(checked.complaints.empty());
  EXPECT_EQ(checked.spec.metadata->labels.at("team"), "x");
}

TEST(CheckSpec, ReportsSpecsThatCannotBeReadOrRun) {
  OwnerObject object = Object(json::object());
  object.spec = R"({"jobs":5})";
  EXPECT_FALSE(CheckSpec(object, {}, false).complaints.empty());
  object.spec = R"({"jobs":[{"name":"a","image":"i","dependsOn":["b"]}]})";
  EXPECT_EQ(CheckSpec(object, {}, false).complaints.at(0).path, "spec.jobs[0].dependsOn[0]");
}

TEST(CheckSpec, IgnoresUnknownNamesInSkipWhileARunIsActive) {
  OwnerObject object = Object(json::object());
  object.spec = R"({"jobs":[{"name":"a","image":"i"},{"name":"b","image":"i"}],"skip":["b","z"]})";
  EXPECT_FALSE(CheckSpec(object, {}, false).complaints.empty());
  const CheckedSpec active = CheckSpec(object, {}, true);
  EXPECT_TRUE(active.complaints.empty()) << Describe(active.complaints);
  EXPECT_EQ(active.spec.controls.skip, std::vector<std::string>{"b"});
}

TEST(Describe, JoinsAndShortensComplaints) {
  EXPECT_EQ(Describe({{"spec.a", "is odd"}, {"spec.b", "too"}}), "spec.a: is odd; spec.b: too");
  const std::vector<domain::Complaint> many(100, {"spec.jobs[0].name", "is much too long"});
  const std::string text = Describe(many);
  EXPECT_LE(text.size(), 1024U);
  EXPECT_NE(text.find("(100 complaints in all)"), std::string::npos);
}

}  // namespace
}  // namespace executioner::reconcile
