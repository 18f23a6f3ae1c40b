#include "controller/domain/graph.h"

#include <algorithm>
#include <functional>
#include <queue>

namespace executioner::domain {
namespace {

/// All nodes, each after the nodes that it leads to, except where these lead back to it. Depth
/// first, with an explicit stack.
std::vector<int> PostOrder(const Graph& graph) {
  struct Visit {
    int node = 0;
    std::size_t next_edge = 0;
  };

  std::vector<int> order;
  std::vector<bool> seen(graph.size(), false);
  std::vector<Visit> path;
  const auto enter = [&](int node) {
    if (!seen[At(node)]) {
      seen[At(node)] = true;
      path.push_back({.node = node});
    }
  };
  for (int root = 0; root < static_cast<int>(graph.size()); ++root) {
    enter(root);
    while (!path.empty()) {
      Visit& visit = path.back();
      const std::vector<int>& edges = graph[At(visit.node)];
      if (visit.next_edge < edges.size()) {
        enter(edges[visit.next_edge++]);
      } else {
        order.push_back(visit.node);
        path.pop_back();
      }
    }
  }
  return order;
}

/// Kosaraju's strongly connected components: against the post-order, whatever still reaches a node
/// is reached by it too.
/// \return for each node its group: one of the nodes of that group
std::vector<int> GroupsOf(const Graph& graph) {
  const Graph reversed = Reversed(graph);
  const std::vector<int> order = PostOrder(graph);
  std::vector<int> group(graph.size(), -1);
  for (auto first = order.rbegin(); first != order.rend(); ++first) {
    std::vector<int> open{*first};
    while (!open.empty()) {
      const int node = open.back();
      open.pop_back();
      if (group[At(node)] < 0) {
        group[At(node)] = *first;
        open.insert(open.end(), reversed[At(node)].begin(), reversed[At(node)].end());
      }
    }
  }
  return group;
}

/// The ring that ends with the edge from `last` back to the start of the search.
std::vector<int> WalkBack(const std::vector<int>& came_from, int start, int last) {
  std::vector<int> ring;
  for (int node = last; node != start; node = came_from[At(node)]) {
    ring.push_back(node);
  }
  ring.push_back(start);
  std::ranges::reverse(ring);
  return ring;
}

/// Returns the shortest cycle through `start` inside its group; empty if there is none.
/// \param came_from  scratch of all -1; nodes of other groups are not touched
std::vector<int> ShortestRing(const Graph& graph, const std::vector<int>& group, int start,
                              std::vector<int>& came_from) {
  std::queue<int> open({start});
  while (!open.empty()) {
    const int node = open.front();
    open.pop();
    for (const int target : graph[At(node)]) {
      if (target == start) {
        return WalkBack(came_from, start, node);
      }
      if (group[At(target)] == group[At(start)] && came_from[At(target)] < 0) {
        came_from[At(target)] = node;
        open.push(target);
      }
    }
  }
  return {};
}

}  // namespace

Graph Reversed(const Graph& graph) {
  Graph dependents(graph.size());
  for (int node = 0; node < static_cast<int>(graph.size()); ++node) {
    for (const int dependency : graph[At(node)]) {
      dependents[At(dependency)].push_back(node);
    }
  }
  return dependents;
}

std::vector<int> TopologicalOrder(const Graph& graph, const Graph& dependents) {
  std::vector<std::size_t> open_dependencies(graph.size());
  // A queue would be faster, but its order would depend on the order of the edges.
  std::priority_queue<int, std::vector<int>, std::greater<>> free;
  for (int node = 0; node < static_cast<int>(graph.size()); ++node) {
    open_dependencies[At(node)] = graph[At(node)].size();
    if (graph[At(node)].empty()) {
      free.push(node);
    }
  }
  std::vector<int> order;
  order.reserve(graph.size());
  while (!free.empty()) {
    const int node = free.top();
    free.pop();
    order.push_back(node);
    for (const int dependent : dependents[At(node)]) {
      if (--open_dependencies[At(dependent)] == 0) {
        free.push(dependent);
      }
    }
  }
  return order;
}

std::vector<std::vector<int>> Rings(const Graph& graph) {
  const std::vector<int> group = GroupsOf(graph);
  std::vector<bool> done(graph.size(), false);
  // Shared by all searches: each touches only its own group, so together they take O(nodes +
  // edges).
  std::vector<int> came_from(graph.size(), -1);
  std::vector<std::vector<int>> rings;
  for (int node = 0; node < static_cast<int>(graph.size()); ++node) {
    // Nodes come in ascending order: the first of a group is its lowest.
    if (done[At(group[At(node)])]) {
      continue;
    }
    done[At(group[At(node)])] = true;
    std::vector<int> ring = ShortestRing(graph, group, node, came_from);
    if (!ring.empty()) {
      rings.push_back(std::move(ring));
    }
  }
  return rings;
}

}  // namespace executioner::domain
