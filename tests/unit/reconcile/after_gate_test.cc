#include "controller/reconcile/after_gate.h"

#include <string>
#include <unordered_map>

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

  /// As the first time, unless `is_new` is false.
  GateVerdict Check(const std::string& self, const std::vector<AfterRef>& after,
                    bool is_new = true) {
    const GateQuestion question{.self = JobRef(self), .after = after, .is_new = is_new};
    return CheckGate(question, [&](const AfterRef& ref) -> std::optional<Awaited> {
      ++looked_at;
      const auto found = objects_.find(ref.kind + "/" + ref.name);
      return found == objects_.end() ? std::nullopt : std::optional{found->second};
    });
  }

  std::size_t looked_at = 0;  ///< objects, in all checks together

 private:
  std::unordered_map<std::string, Awaited> objects_;
};

TEST(AfterGate, IsOpenWhenEverythingIsComplete) {
  World world;
  world["Job/a"].complete = true;
  world["Workflow/w"].complete = true;
  EXPECT_EQ(world.Check("self", {}).kind, Kind::kOpen);
  EXPECT_EQ(world.Check("self", {JobRef("a"), {.kind = "Workflow", .name = "w"}}).kind,
            Kind::kOpen);
}

TEST(AfterGate, NamesAllObjectsThatItWaitsFor) {
  World world;
  world["Job/a"] = {};
  world["Job/done"].complete = true;
  const GateVerdict verdict = world.Check("self", {JobRef("a"), JobRef("done"), JobRef("none")});
  EXPECT_EQ(verdict.kind, Kind::kWaits);
  EXPECT_EQ(verdict.message, "waits for Job 'a', Job 'none' (does not exist yet)");
}

TEST(AfterGate, FailsWithTheFirstFailedObject) {
  World world;
  world["Job/a"].failed = true;
  const GateVerdict verdict = world.Check("self", {JobRef("later"), JobRef("a")});
  EXPECT_EQ(verdict.kind, Kind::kFailed);
  EXPECT_EQ(verdict.message, "Job 'a' failed");
}

TEST(AfterGate, ShowsItsCycle) {
  World world;
  world["Job/b"].after = {JobRef("c")};
  world["Job/c"].after = {JobRef("d"), JobRef("a")};
  const GateVerdict verdict = world.Check("a", {JobRef("b")});
  EXPECT_EQ(verdict.kind, Kind::kCycle);
  EXPECT_NE(verdict.message.find("a -> b -> c -> a"), std::string::npos) << verdict.message;
}

TEST(AfterGate, DetectsAJobThatWaitsForItself) {
  EXPECT_EQ(World().Check("a", {JobRef("a")}).kind, Kind::kCycle);
}

TEST(AfterGate, WaitsOutsideOfACycle) {
  World world;
  world["Job/b"].after = {JobRef("c")};
  world["Job/c"].after = {JobRef("b")};
  EXPECT_EQ(world.Check("a", {JobRef("b")}).kind, Kind::kWaits);
}

/// Jobs "0" to "last", each after the one before.
World Chain(int last) {
  World world;
  for (int i = 1; i <= last; ++i) {
    world["Job/" + std::to_string(i)].after = {JobRef(std::to_string(i - 1))};
  }
  world["Job/0"] = {};
  return world;
}

TEST(AfterGate, VisitsABoundedNumberOfJobs) {
  constexpr int kLast = 60'000;
  World world = Chain(kLast);
  const GateVerdict verdict = world.Check("new", {JobRef(std::to_string(kLast))});
  EXPECT_EQ(verdict.kind, Kind::kWaits);
  EXPECT_TRUE(verdict.searched);
  EXPECT_TRUE(verdict.gave_up) << "and says so";
  EXPECT_LE(world.looked_at, kMostSearched + 1);
}

TEST(AfterGate, ReadsOnlyItsOwnObjectsWhileItWaits) {
  constexpr int kLast = 60'000;
  World world = Chain(kLast);
  for (int i = 1; i <= kLast; ++i) {
    const GateVerdict verdict =
        world.Check(std::to_string(i), {JobRef(std::to_string(i - 1))}, false);
    ASSERT_EQ(verdict.kind, Kind::kWaits);
    ASSERT_FALSE(verdict.searched || verdict.gave_up);
  }
  EXPECT_LE(world.looked_at, 2U * kLast);
}

TEST(AfterGate, FindsALongCycleUpToTheBound) {
  World world = Chain(kMostSearched + 1);
  EXPECT_EQ(world.Check("0", {JobRef(std::to_string(kMostSearched))}).kind, Kind::kCycle);
  EXPECT_EQ(world.Check("0", {JobRef(std::to_string(kMostSearched + 1))}).kind, Kind::kWaits);
}

TEST(AfterGate, SearchesAgainIfAnObjectIsInvalid) {
  World world;
  world["Job/b"] = {.failed = true, .invalid = true, .after = {JobRef("a")}};
  EXPECT_EQ(world.Check("a", {JobRef("b")}, false).kind, Kind::kCycle);
  EXPECT_EQ(world.Check("outside", {JobRef("b")}, false).kind, Kind::kFailed);
}

TEST(AfterGate, VisitsEachJobOnce) {
  World world;
  constexpr int kLayers = 30;
  for (int layer = 1; layer <= kLayers; ++layer) {
    const std::string before = std::to_string(layer - 1);
    for (const char* side : {"l", "r"}) {
      world["Job/" + (side + std::to_string(layer))].after = {JobRef("l" + before),
                                                              JobRef("r" + before)};
    }
  }
  EXPECT_EQ(world.Check("new", {JobRef("l30"), JobRef("r30")}).kind, Kind::kWaits);
  EXPECT_LE(world.looked_at, 2U * (kLayers + 1) + 2U);
}

TEST(AfterGate, NamesSomeOfManyObjects) {
  std::vector<AfterRef> after;
  for (int i = 0; i < 1000; ++i) {
    after.push_back(JobRef(std::to_string(i)));
  }
  const std::string message = World().Check("self", after).message;
  EXPECT_TRUE(message.starts_with("waits for Job '0' (does not exist yet), ")) << message;
  EXPECT_TRUE(message.ends_with(", Job '19' (does not exist yet) and 980 more")) << message;
}

TEST(AfterGate, AWorkflowOfTheSameNameIsNotACycle) {
  World world;
  world["Workflow/a"].complete = true;
  EXPECT_EQ(world.Check("a", {{.kind = "Workflow", .name = "a"}}).kind, Kind::kOpen);
}

}  // namespace
}  // namespace executioner::reconcile
