/// \file
/// Directed graphs over indexes: order and rings. Names are resolved elsewhere (dag.h). Pure.
#pragma once

#include <cstddef>
#include <vector>

namespace executioner::domain {

/// For each node the nodes it waits for. Every index is in [0, size).
using Graph = std::vector<std::vector<int>>;

/// \return the index as the standard containers want it
constexpr std::size_t At(int index) {
  return static_cast<std::size_t>(index);
}

/// For each node the nodes that wait for it, in rising order.
Graph Reversed(const Graph& graph);

/// Orders nodes so that each comes after all it waits for; of those that are free, the lowest comes
/// first. Kahn's algorithm, O((nodes + edges) log nodes).
/// \param dependents  Reversed(graph)
/// \return all nodes, or fewer when there are rings: those in rings and behind them are left out
std::vector<int> TopologicalOrder(const Graph& graph, const Graph& dependents);

/// One shortest ring through the lowest node of each group of nodes that wait for each other,
/// ordered by that node. The first node is not repeated at the end. Tarjan's algorithm and one
/// breadth-first search per group, O(nodes + edges); no recursion, so deep graphs are safe.
/// \par Example
///   Rings({{1}, {2}, {1}}) gives {{1, 2}}: node 0 is behind the ring, not in it.
std::vector<std::vector<int>> Rings(const Graph& graph);

}  // namespace executioner::domain
