/// \file
/// Converts names to a graph of indexes, for dag.h, plan.h and validate.h. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "controller/domain/graph.h"

namespace executioner::domain {

/// A node whose names are borrowed.
struct NodeView {
  std::string_view name = {};
  std::span<const std::string> depends_on = {};
};

/// An index of names; for duplicate names, the first position. Borrows the names.
class NameIndex {
 public:
  /// \param list  anything with a `name`
  template <class List>
  explicit NameIndex(const List& list) {
    index_.reserve(list.size());
    int place = 0;
    for (const auto& item : list) {
      index_.emplace(item.name, place++);
    }
  }

  /// \return the position, or -1
  int Find(std::string_view name) const {
    const auto found = index_.find(name);
    return found == index_.end() ? -1 : found->second;
  }

 private:
  std::unordered_map<std::string_view, int> index_;
};

/// A graph and data computed from it.
struct NamedGraph {
  Graph dependencies = {};
  Graph dependents = {};
  std::vector<int> order = {};  ///< all nodes, each after its dependencies
};

/// \param nodes  names must be unique
/// \throws MissingDependencyError, CircularDependencyError  see RunningOrder
NamedGraph ResolveNames(const std::vector<NodeView>& nodes);

}  // namespace executioner::domain
