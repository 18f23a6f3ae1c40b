/// \file
/// Directed graphs over indexes: order and cycles. named_graph.h resolves names. Pure.
#pragma once

#include <cstddef>
#include <vector>

namespace executioner::domain {

/// For each node, the nodes that it waits for. Every index is in [0, size).
using Graph = std::vector<std::vector<int>>;

/// \return the index as the type of standard containers
constexpr std::size_t At(int index) {
  return static_cast<std::size_t>(index);
}

/// Returns for each node the nodes that wait for it, in ascending order.
Graph Reversed(const Graph& graph);

/// Orders nodes so that each comes after all nodes that it waits for. Among nodes that are free,
/// the lowest comes first. Kahn's algorithm, O((nodes + edges) log nodes).
/// \param dependents  Reversed(graph)
/// \return all nodes, except those that are in a cycle or wait for one
std::vector<int> TopologicalOrder(const Graph& graph, const Graph& dependents);

/// Returns for each group of nodes that wait for each other a shortest cycle through its lowest
/// node, ordered by that node. The first node is not repeated at the end. Kosaraju's algorithm and
/// one breadth-first search per group, O(nodes + edges); no recursion, so deep graphs are safe.
/// \par Example
///   Rings({{1}, {2}, {1}}) gives {{1, 2}}: node 0 waits for the cycle, but is not in it.
std::vector<std::vector<int>> Rings(const Graph& graph);

}  // namespace executioner::domain
