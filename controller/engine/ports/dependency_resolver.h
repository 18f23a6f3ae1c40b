/// \file
/// Puts jobs in running order. The default is the graph of `dependsOn`; a plug-in may differ.
#pragma once

#include <string>
#include <vector>

#include "controller/domain/dag.h"

namespace executioner::engine {

class DependencyResolver {
 public:
  virtual ~DependencyResolver() = default;

  /// \return names, first to run first
  /// \throws base::CircularDependencyError, base::MissingDependencyError
  /// \par Example
  ///   Resolve({{"a", {"b"}}, {"b", {}}}) gives {"b", "a"}.
  virtual std::vector<std::string> Resolve(const std::vector<domain::Node>& jobs) const = 0;
};

/// Resolves by `dependsOn` (domain/dag.h).
class GraphResolver : public DependencyResolver {
 public:
  std::vector<std::string> Resolve(const std::vector<domain::Node>& jobs) const override {
    std::vector<std::string> names;
    for (const int index : domain::RunningOrder(jobs)) {
      names.push_back(jobs[static_cast<std::size_t>(index)].name);
    }
    return names;
  }
};

}  // namespace executioner::engine
