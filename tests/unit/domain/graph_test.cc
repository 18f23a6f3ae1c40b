#include "controller/domain/graph.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/unit/domain/random_graph.h"

namespace executioner::domain {
namespace {

/// Whether `to` can be reached from `from` in one step or more; the slow and obvious way.
bool Reaches(const Graph& graph, int from, int to) {
  std::vector<bool> seen(graph.size(), false);
  std::vector<int> open = graph[At(from)];
  while (!open.empty()) {
    const int node = open.back();
    open.pop_back();
    if (node == to) {
      return true;
    }
    if (!seen[At(node)]) {
      seen[At(node)] = true;
      open.insert(open.end(), graph[At(node)].begin(), graph[At(node)].end());
    }
  }
  return false;
}

bool IsRing(const Graph& graph, const std::vector<int>& ring) {
  for (std::size_t i = 0; i < ring.size(); ++i) {
    if (std::ranges::count(graph[At(ring[i])], ring[(i + 1) % ring.size()]) == 0) {
      return false;
    }
  }
  return !ring.empty();
}

/// The lowest node of each group of nodes that reach each other and themselves.
std::vector<int> FirstsOfRings(const Graph& graph) {
  std::vector<int> firsts;
  for (int node = 0; node < static_cast<int>(graph.size()); ++node) {
    const bool in_ring = Reaches(graph, node, node);
    const bool known = std::ranges::any_of(firsts, [&](int first) {
      return Reaches(graph, first, node) && Reaches(graph, node, first);
    });
    if (in_ring && !known) {
      firsts.push_back(node);
    }
  }
  return firsts;
}

TEST(TopologicalOrder, PrefersTheLowestFreeNode) {
  const Graph graph{{3}, {}, {1}, {}};
  EXPECT_EQ(TopologicalOrder(graph, Reversed(graph)), (std::vector<int>{1, 2, 3, 0}));
}

TEST(TopologicalOrder, OmitsCyclesAndTheirDependents) {
  const Graph graph{{}, {2}, {1}, {1}, {0}};
  EXPECT_EQ(TopologicalOrder(graph, Reversed(graph)), (std::vector<int>{0, 4}));
}

TEST(TopologicalOrder, PutsEachNodeOfAnyGraphAfterItsDependencies) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    Dice dice(seed);
    const int nodes = 1 + dice.Roll(40);
    const Graph graph = RandomDag(dice, nodes, dice.Roll(120));
    const std::vector<int> order = TopologicalOrder(graph, Reversed(graph));
    ASSERT_EQ(order.size(), graph.size()) << "seed " << seed;
    std::vector<bool> done(graph.size(), false);
    for (const int node : order) {
      for (const int dependency : graph[At(node)]) {
        ASSERT_TRUE(done[At(dependency)]) << "seed " << seed;
      }
      done[At(node)] = true;
    }
  }
}

TEST(Rings, AreShortestAndStartAtTheirLowestNode) {
  EXPECT_EQ(Rings({{1}, {2}, {1}}), (std::vector<std::vector<int>>{{1, 2}}));
  EXPECT_EQ(Rings({{1}, {2, 0}, {0}}), (std::vector<std::vector<int>>{{0, 1}}));
  EXPECT_EQ(Rings({{}, {1}}), (std::vector<std::vector<int>>{{1}}));
}

TEST(Rings, AreOnePerGroup) {
  EXPECT_EQ(Rings({{1}, {0}, {3}, {2}, {0, 2}}), (std::vector<std::vector<int>>{{0, 1}, {2, 3}}));
}

TEST(Rings, AreNotFoundInAnAcyclicGraph) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Dice dice(seed);
    EXPECT_TRUE(Rings(RandomDag(dice, 30, 90)).empty()) << "seed " << seed;
  }
}

TEST(Rings, MatchASlowSearchInAnyGraph) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    Dice dice(seed);
    const int nodes = 1 + dice.Roll(20);
    const Graph graph = RandomGraph(dice, nodes, dice.Roll(30));
    std::vector<int> firsts;
    for (const std::vector<int>& ring : Rings(graph)) {
      ASSERT_TRUE(IsRing(graph, ring)) << "seed " << seed;
      firsts.push_back(ring.front());
    }
    ASSERT_EQ(firsts, FirstsOfRings(graph)) << "seed " << seed;
  }
}

TEST(Rings, CanBeAsLongAsTheGraph) {
  constexpr int kNodes = 200'000;
  Graph graph(At(kNodes));
  for (int node = 0; node < kNodes; ++node) {
    graph[At(node)] = {(node + 1) % kNodes};
  }
  const auto rings = Rings(graph);
  ASSERT_EQ(rings.size(), 1U);
  EXPECT_EQ(rings.front().size(), At(kNodes));
}

}  // namespace
}  // namespace executioner::domain
