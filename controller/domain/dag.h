/// \file
/// The order in which jobs may run. Pure.
#pragma once

#include <string>
#include <vector>

namespace executioner::domain {

/// A node of a graph: a name, and the names that it waits for.
struct Node {
  std::string name = {};
  std::vector<std::string> depends_on = {};
};

/// Orders nodes so that each comes after all its dependencies. Among nodes that are free, the first
/// in the list comes first, so the order is deterministic. Kahn's algorithm, O((nodes + edges) log
/// nodes).
///
/// \param nodes  names must be unique
/// \return indexes into `nodes`
/// \throws MissingDependencyError   if a node waits for an unknown name; names the nearest known
/// name
/// \throws CircularDependencyError  if nodes wait for each other; names the nodes of the cycle
/// \par Example
///   RunningOrder({{"a", {"b"}}, {"b", {}}}) gives {1, 0}.
std::vector<int> RunningOrder(const std::vector<Node>& nodes);

/// Returns the name in `candidates` that is most similar to `name` (edit distance at most a third
/// of its length), or "".
std::string NearestName(const std::string& name, const std::vector<std::string>& candidates);

}  // namespace executioner::domain
