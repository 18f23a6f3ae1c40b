#include "controller/domain/graph.h"

#include <algorithm>
#include <functional>
#include <queue>

namespace executioner::domain {
namespace {

/// Tarjan's strongly connected components with an explicit stack.
class GroupFinder {
 public:
  explicit GroupFinder(const Graph& graph)
      : graph_(graph),
        seen_at_(graph.size(), kUnseen),
        lowest_(graph.size(), 0),
        next_edge_(graph.size(), 0),
        group_(graph.size(), kUnseen) {}

  /// \return for each node the number of its group
  std::vector<int> Find() {
    for (int node = 0; node < static_cast<int>(graph_.size()); ++node) {
      if (seen_at_[At(node)] == kUnseen) {
        Explore(node);
      }
    }
    return group_;
  }

 private:
  static constexpr int kUnseen = -1;

  void Enter(int node) {
    seen_at_[At(node)] = lowest_[At(node)] = clock_++;
    path_.push_back(node);
    open_.push_back(node);
  }

  void Explore(int root) {
    Enter(root);
    while (!path_.empty()) {
      const int node = path_.back();
      const auto& edges = graph_[At(node)];
      if (next_edge_[At(node)] < edges.size()) {
        Follow(node, edges[next_edge_[At(node)]++]);
      } else {
        Leave(node);
      }
    }
  }

  void Follow(int node, int target) {
    if (seen_at_[At(target)] == kUnseen) {
      Enter(target);
    } else if (group_[At(target)] == kUnseen) {
      lowest_[At(node)] = std::min(lowest_[At(node)], seen_at_[At(target)]);
    }
  }

  void Leave(int node) {
    path_.pop_back();
    if (!path_.empty()) {
      const int parent = path_.back();
      lowest_[At(parent)] = std::min(lowest_[At(parent)], lowest_[At(node)]);
    }
    // The node reaches one that is still open and was seen earlier, so its group is complete only
    // when that node is left.
    if (lowest_[At(node)] != seen_at_[At(node)]) {
      return;
    }
    int member = kUnseen;
    do {
      member = open_.back();
      open_.pop_back();
      group_[At(member)] = groups_;
    } while (member != node);
    ++groups_;
  }

  const Graph& graph_;
  std::vector<int> seen_at_;
  std::vector<int> lowest_;
  std::vector<std::size_t> next_edge_;
  std::vector<int> group_;
  std::vector<int> path_;
  std::vector<int> open_;
  int clock_ = 0;
  int groups_ = 0;
};

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
  const std::vector<int> group = GroupFinder(graph).Find();
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
