/// \file
/// Converts names to a graph of indexes, for plan.h and validate.h. Pure.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "controller/domain/graph.h"
#include "controller/domain/workflow.h"

namespace executioner::domain {

/// An index of names; for duplicate names, the first position. Borrows the names.
class NameIndex {
 public:
  /// \param name  the member that is the name
  template <class Item>
  explicit NameIndex(const std::vector<Item>& list, std::string Item::*name = &Item::name) {
    index_.reserve(list.size());
    int place = 0;
    for (const Item& item : list) {
      index_.emplace(item.*name, place++);
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

/// The graph of jobs and data computed from it.
struct NamedGraph {
  Graph dependencies = {};
  Graph dependents = {};
  std::vector<int> order = {};  ///< as TopologicalOrder: all jobs, each after its dependencies
};

/// \param jobs     their names must be unique
/// \param implied  for each job the names of further jobs on which it depends; or nothing at all
/// \throws MissingDependencyError   if a job depends on an unknown name; names the nearest name
/// \throws CircularDependencyError  if jobs wait for each other; names the jobs of the cycle
NamedGraph ResolveNames(const std::vector<JobSpec>& jobs,
                        const std::vector<std::vector<std::string>>& implied = {});

}  // namespace executioner::domain
