#include "controller/reconcile/after_gate.h"

#include <map>

#include <gtest/gtest.h>

namespace executioner::reconcile {
namespace {

using domain::AfterRef;
using Kind = GateVerdict::Kind;

AfterRef JobRef(std::string name) {
  return {.kind = "Job", .name = std::move(name)};
}

/// Objects by "kind/name".
class World {
 public:
  Awaited& operator[](const std::string& key) { return objects_[key]; }

  GateVerdict Check(const std::string& self, const std::vector<AfterRef>& after) const {
    return CheckGate(JobRef(self), after, [&](const AfterRef& ref) -> std::optional<Awaited> {
      const auto found = objects_.find(ref.kind + "/" + ref.name);
      return found == objects_.end() ? std::nullopt : std::optional{found->second};
    });
  }

 private:
  std::map<std::string, Awaited> objects_;
};

TEST(AfterGate, IsOpenWhenEverythingIsComplete) {
  World world;
  world["Job/a"].complete = true;
  world["Workflow/w"].complete = true;
  EXPECT_EQ(world.Check("self", {}).kind, Kind::kOpen);
  EXPECT_EQ(world.Check("self", {JobRef("a"), {.kind = "Workflow", .name = "w"}}).kind,
            Kind::kOpen);
}

TEST(AfterGate, NamesAllThatIsWaitedFor) {
  World world;
  world["Job/a"] = {};
  world["Job/done"].complete = true;
  const GateVerdict verdict = world.Check("self", {JobRef("a"), JobRef("done"), JobRef("none")});
  EXPECT_EQ(verdict.kind, Kind::kWaits);
  EXPECT_EQ(verdict.message, "waits for Job 'a', Job 'none' (does not exist yet)");
}

TEST(AfterGate, FailsWithTheFirstThatFailed) {
  World world;
  world["Job/a"].failed = true;
  const GateVerdict verdict = world.Check("self", {JobRef("later"), JobRef("a")});
  EXPECT_EQ(verdict.kind, Kind::kFailed);
  EXPECT_EQ(verdict.message, "Job 'a' failed");
}

TEST(AfterGate, ShowsTheRingThatItIsPartOf) {
  World world;
  world["Job/b"].after = {JobRef("c")};
  world["Job/c"].after = {JobRef("d"), JobRef("a")};
  const GateVerdict verdict = world.Check("a", {JobRef("b")});
  EXPECT_EQ(verdict.kind, Kind::kCycle);
  EXPECT_NE(verdict.message.find("a -> b -> c -> a"), std::string::npos) << verdict.message;
}

TEST(AfterGate, SeesThatAJobWaitsForItself) {
  EXPECT_EQ(World().Check("a", {JobRef("a")}).kind, Kind::kCycle);
}

TEST(AfterGate, OutsideOfARingJustWaits) {
  World world;
  world["Job/b"].after = {JobRef("c")};
  world["Job/c"].after = {JobRef("b")};
  EXPECT_EQ(world.Check("a", {JobRef("b")}).kind, Kind::kWaits);
}

TEST(AfterGate, AWorkflowOfTheSameNameIsNoRing) {
  World world;
  world["Workflow/a"].complete = true;
  EXPECT_EQ(world.Check("a", {{.kind = "Workflow", .name = "a"}}).kind, Kind::kOpen);
}

}  // namespace
}  // namespace executioner::reconcile
