/// \file
/// The order jobs may run in. Pure.
#pragma once

#include <string>
#include <vector>

namespace executioner::domain {

/// A node for ordering: a name and the names it waits for.
struct Node {
  std::string name = {};
  std::vector<std::string> depends_on = {};
};

/// Orders nodes so that each comes after all it depends on; of those that are free, the one that
/// stands first comes first, so the same input always gives the same order. Kahn's algorithm,
/// O((nodes + edges) log nodes).
///
/// \param nodes  no two share a name
/// \return indexes into `nodes`
/// \throws MissingDependencyError   when a node waits for a name that is not there; names the
///                                  nearest one
/// \throws CircularDependencyError  when nodes wait for each other; says which, in a ring
/// \par Example
///   RunningOrder({{"a", {"b"}}, {"b", {}}}) gives {1, 0}.
std::vector<int> RunningOrder(const std::vector<Node>& nodes);

/// The name in `candidates` that is most like `name` (edit distance of at most a third of its
/// length), or "".
std::string NearestName(const std::string& name, const std::vector<std::string>& candidates);

}  // namespace executioner::domain
