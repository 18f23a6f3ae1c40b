#include "controller/domain/dag.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "controller/base/error.h"
#include "tests/unit/domain/random_graph.h"

namespace executioner::domain {
namespace {

using Strings = std::vector<std::string>;

template <class Error>
Error ErrorOf(const std::vector<Node>& nodes) {
  try {
    RunningOrder(nodes);
  } catch (const Error& error) {
    return error;
  }
  throw std::logic_error("the nodes have an order");
}

TEST(RunningOrder, PutsDependenciesFirst) {
  EXPECT_EQ(RunningOrder({{"a", {"b"}}, {"b", {}}}), (std::vector<int>{1, 0}));
}

TEST(RunningOrder, KeepsTheOrderOfTheManifestIfPossible) {
  EXPECT_EQ(RunningOrder({{"d", {}}, {"a", {"c"}}, {"c", {}}, {"b", {}}}),
            (std::vector<int>{0, 2, 1, 3}));
}

TEST(RunningOrder, OfNoNodesIsEmpty) {
  EXPECT_TRUE(RunningOrder({}).empty());
}

TEST(RunningOrder, NamesTheNearestOfAMissingName) {
  const auto error =
      ErrorOf<base::MissingDependencyError>({{"extract", {}}, {"load", {"extarct"}}});
  EXPECT_STREQ(error.what(),
               "job 'load' depends on 'extarct', which does not exist; did you mean 'extract'?");
}

TEST(RunningOrder, ComparesNamesExactly) {
  EXPECT_THROW(RunningOrder({{"Load", {}}, {"b", {"load"}}}), base::MissingDependencyError);
}

TEST(RunningOrder, PrintsACycleFromItsFirstJob) {
  const auto error = ErrorOf<base::CircularDependencyError>(
      {{"free", {}}, {"behind", {"x"}}, {"x", {"z", "free"}}, {"y", {"x"}}, {"z", {"y"}}});
  EXPECT_EQ(error.Cycle(), (Strings{"x", "z", "y", "x"}));
  EXPECT_STREQ(error.what(), "jobs wait for each other: x -> z -> y -> x");
}

TEST(RunningOrder, DetectsAJobThatWaitsForItself) {
  EXPECT_EQ(ErrorOf<base::CircularDependencyError>({{"a", {"a"}}}).Cycle(), (Strings{"a", "a"}));
}

TEST(RunningOrder, IsTheSameForTheSameNodes) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Dice dice(seed);
    const Graph graph = RandomDag(dice, 25, 60);
    std::vector<Node> nodes;
    for (std::size_t i = 0; i < graph.size(); ++i) {
      nodes.push_back({.name = "job" + std::to_string(i)});
      for (const int dependency : graph[i]) {
        nodes[i].depends_on.push_back("job" + std::to_string(dependency));
      }
    }
    EXPECT_EQ(RunningOrder(nodes), TopologicalOrder(graph, Reversed(graph)));
  }
}

TEST(NearestName, AllowsATypingErrorInThreeLetters) {
  EXPECT_EQ(NearestName("extarct", {"load", "extract"}), "extract");
  EXPECT_EQ(NearestName("lod", {"load"}), "load");
  EXPECT_EQ(NearestName("lo", {"load"}), "");
  EXPECT_EQ(NearestName("transform", {"load", "extract"}), "");
}

TEST(NearestName, ReturnsTheFirstOfTheNearestNames) {
  EXPECT_EQ(NearestName("load-x", {"load-y", "load-z"}), "load-y");
  EXPECT_EQ(NearestName("load-data", {"load-dota2", "load-dat"}), "load-dat");
}

TEST(NearestName, IgnoresCase) {
  EXPECT_EQ(NearestName("ETL", {"abc", "etl"}), "etl");
  EXPECT_EQ(NearestName("A", {"a"}), "a");
}

TEST(NearestName, IgnoresVeryLongNames) {
  const std::string name(1'000'000, 'x');
  EXPECT_EQ(NearestName(name, {name}), "");
}

}  // namespace
}  // namespace executioner::domain
