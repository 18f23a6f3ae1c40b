#include "controller/domain/dag.h"

#include <algorithm>
#include <cctype>
#include <numeric>
#include <string_view>

#include "controller/base/error.h"
#include "controller/domain/complaints.h"
#include "controller/domain/named_graph.h"

namespace executioner::domain {
namespace {

// Longer names cannot be misspelled names of jobs, which have at most 63 characters.
constexpr std::size_t kLongestName = 128;

[[noreturn]] void ThrowMissing(const std::vector<NodeView>& nodes, const NodeView& node,
                               const std::string& missing) {
  std::vector<std::string> names;
  names.reserve(nodes.size());
  for (const NodeView& each : nodes) {
    names.emplace_back(each.name);
  }
  throw base::MissingDependencyError("job '" + std::string(node.name) + "' depends on '" + missing +
                                     "', which does not exist" +
                                     DidYouMean(NearestName(missing, names)));
}

[[noreturn]] void ThrowRing(const std::vector<NodeView>& nodes, const Graph& graph) {
  const std::vector<int> ring = Rings(graph).front();
  std::vector<std::string> cycle;
  cycle.reserve(ring.size() + 1);
  for (const int node : ring) {
    cycle.emplace_back(nodes[At(node)].name);
  }
  cycle.push_back(cycle.front());
  throw base::CircularDependencyError(std::move(cycle));
}

char Lower(char letter) {
  return static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
}

bool SameButForCase(std::string_view left, std::string_view right) {
  return std::ranges::equal(left, right, {}, Lower, Lower);
}

/// Levenshtein's distance of two short texts.
std::size_t Distance(std::string_view left, std::string_view right) {
  // One row of the table is enough: `diagonal` keeps the value above to the left, which the row has
  // already overwritten.
  std::vector<std::size_t> row(right.size() + 1);
  std::iota(row.begin(), row.end(), 0U);
  for (std::size_t i = 0; i < left.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < right.size(); ++j) {
      const std::size_t changed = diagonal + (left[i] == right[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({changed, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row[right.size()];
}

}  // namespace

NamedGraph ResolveNames(const std::vector<NodeView>& nodes) {
  const NameIndex index(nodes);
  NamedGraph graph{.dependencies = Graph(nodes.size())};
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    graph.dependencies[i].reserve(nodes[i].depends_on.size());
    for (const std::string& name : nodes[i].depends_on) {
      const int dependency = index.Find(name);
      if (dependency < 0) {
        ThrowMissing(nodes, nodes[i], name);
      }
      graph.dependencies[i].push_back(dependency);
    }
  }
  graph.dependents = Reversed(graph.dependencies);
  graph.order = TopologicalOrder(graph.dependencies, graph.dependents);
  if (graph.order.size() < nodes.size()) {
    ThrowRing(nodes, graph.dependencies);
  }
  return graph;
}

std::vector<int> RunningOrder(const std::vector<Node>& nodes) {
  std::vector<NodeView> views;
  views.reserve(nodes.size());
  for (const Node& node : nodes) {
    views.push_back({.name = node.name, .depends_on = node.depends_on});
  }
  return ResolveNames(views).order;
}

std::string NearestName(const std::string& name, const std::vector<std::string>& candidates) {
  if (name.size() > kLongestName) {
    return "";
  }
  std::string nearest;
  std::size_t least = name.size() / 3 + 1;
  for (const std::string& candidate : candidates) {
    // The distance is at least the difference of the lengths: most candidates need no computation.
    const std::size_t longer = std::max(candidate.size(), name.size());
    if (longer - std::min(candidate.size(), name.size()) >= least) {
      continue;
    }
    const std::size_t distance = SameButForCase(candidate, name) ? 0 : Distance(candidate, name);
    if (distance < least) {
      least = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

}  // namespace executioner::domain
