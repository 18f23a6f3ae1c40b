#include "controller/domain/levels.h"

#include <gtest/gtest.h>

#include "tests/unit/domain/run_driver.h"

namespace executioner::domain {
namespace {

using base::Duration;
using testing::MakeJob;

Plan PlanOf(std::vector<JobSpec> jobs) {
  WorkflowSpec spec;
  spec.jobs = std::move(jobs);
  return MakePlan(spec, "hash");
}

std::function<Duration(NodeId)> Each(std::vector<int> milliseconds) {
  return [milliseconds = std::move(milliseconds)](NodeId node) {
    return Duration{milliseconds.at(static_cast<std::size_t>(node.Index()))};
  };
}

std::vector<NodeId> Nodes(const std::vector<int>& indexes) {
  return {indexes.begin(), indexes.end()};
}

TEST(Levels, AreOneMoreThanTheHighestDependency) {
  const Plan plan =
      PlanOf({MakeJob("d", {"c", "a"}), MakeJob("a"), MakeJob("b", {"a"}), MakeJob("c", {"b"})});
  const IdVector<NodeId, int> levels = Levels(plan);
  EXPECT_EQ(std::vector<int>(levels.begin(), levels.end()), (std::vector<int>{3, 0, 1, 2}));
}

TEST(Levels, OfNoJobsAreNone) {
  EXPECT_TRUE(Levels(Plan{}).empty());
}

TEST(CriticalPath, IsTheLongestChain) {
  const Plan plan = PlanOf({MakeJob("a"), MakeJob("b"), MakeJob("c", {"a", "b"}), MakeJob("d")});
  EXPECT_EQ(CriticalPath(plan, Each({1, 5, 2, 6})), Nodes({1, 2}));
  EXPECT_EQ(CriticalPath(plan, Each({1, 5, 2, 8})), Nodes({3}));
}

TEST(CriticalPath, IsALongestChainForEqualDurations) {
  const Plan plan = PlanOf({MakeJob("x"), MakeJob("a"), MakeJob("b", {"a"}), MakeJob("c", {"b"})});
  EXPECT_EQ(CriticalPath(plan, Each({1, 1, 1, 1})), Nodes({1, 2, 3}));
}

TEST(CriticalPath, EndsAtTheLowestIndexOfEqualChains) {
  const Plan plan = PlanOf({MakeJob("late", {"b"}), MakeJob("early"), MakeJob("b")});
  EXPECT_EQ(CriticalPath(plan, Each({1, 3, 2})), Nodes({2, 0}));
}

TEST(CriticalPath, OfNoJobsIsEmpty) {
  EXPECT_TRUE(CriticalPath(Plan{}, Each({})).empty());
}

TEST(CriticalPath, ExistsForZeroDurations) {
  const Plan plan = PlanOf({MakeJob("a"), MakeJob("b", {"a"})});
  EXPECT_EQ(CriticalPath(plan, Each({0, 0})), Nodes({0}));
}

}  // namespace
}  // namespace executioner::domain
