#include "controller/domain/named_graph.h"

#include <algorithm>
#include <iterator>

#include "controller/base/error.h"
#include "controller/domain/complaints.h"
#include "controller/domain/nearest_name.h"

namespace executioner::domain {
namespace {

[[noreturn]] void ThrowMissing(const std::vector<JobSpec>& jobs, const JobSpec& job,
                               const std::string& missing) {
  std::vector<std::string> names;
  std::ranges::transform(jobs, std::back_inserter(names), &JobSpec::name);
  throw base::MissingDependencyError("job '" + job.name + "' depends on '" + missing +
                                     "', which does not exist" +
                                     DidYouMean(NearestName(missing, names)));
}

[[noreturn]] void ThrowRing(const std::vector<JobSpec>& jobs, const Graph& graph) {
  const std::vector<int> ring = Rings(graph).front();
  std::vector<std::string> cycle;
  for (const int job : ring) {
    cycle.push_back(jobs[At(job)].name);
  }
  cycle.push_back(cycle.front());
  throw base::CircularDependencyError(std::move(cycle));
}

}  // namespace

NamedGraph ResolveNames(const std::vector<JobSpec>& jobs,
                        const std::vector<std::vector<std::string>>& implied) {
  const NameIndex index(jobs);
  NamedGraph graph{.dependencies = Graph(jobs.size())};
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    std::vector<std::string> names = jobs[i].depends_on;
    if (!implied.empty()) {
      names.insert(names.end(), implied[i].begin(), implied[i].end());
    }
    for (const std::string& name : names) {
      const int dependency = index.Find(name);
      if (dependency < 0) {
        ThrowMissing(jobs, jobs[i], name);
      }
      graph.dependencies[i].push_back(dependency);
    }
  }
  graph.dependents = Reversed(graph.dependencies);
  graph.order = TopologicalOrder(graph.dependencies, graph.dependents);
  if (graph.order.size() < jobs.size()) {
    ThrowRing(jobs, graph.dependencies);
  }
  return graph;
}

}  // namespace executioner::domain
