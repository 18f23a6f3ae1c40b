#include "controller/domain/named_graph.h"

#include <gtest/gtest.h>

#include "controller/base/error.h"
#include "tests/unit/domain/random_graph.h"

namespace executioner::domain {
namespace {

using Strings = std::vector<std::string>;

JobSpec Job(std::string name, Strings depends_on = {}) {
  return {.name = std::move(name), .depends_on = std::move(depends_on)};
}

template <class Error>
Error ErrorOf(const std::vector<JobSpec>& jobs) {
  try {
    ResolveNames(jobs);
  } catch (const Error& error) {
    return error;
  }
  throw std::logic_error("the jobs have an order");
}

TEST(ResolveNames, PutsDependenciesFirst) {
  EXPECT_EQ(ResolveNames({Job("a", {"b"}), Job("b")}).order, (std::vector<int>{1, 0}));
}

TEST(ResolveNames, KeepsTheOrderOfTheManifestIfPossible) {
  EXPECT_EQ(ResolveNames({Job("d"), Job("a", {"c"}), Job("c"), Job("b")}).order,
            (std::vector<int>{0, 2, 1, 3}));
}

TEST(ResolveNames, OfNoJobsIsEmpty) {
  EXPECT_TRUE(ResolveNames({}).order.empty());
}

TEST(ResolveNames, NamesTheNearestOfAMissingName) {
  const auto error =
      ErrorOf<base::MissingDependencyError>({Job("extract"), Job("load", {"extarct"})});
  EXPECT_STREQ(error.what(),
               "job 'load' depends on 'extarct', which does not exist; did you mean 'extract'?");
}

TEST(ResolveNames, ComparesNamesExactly) {
  EXPECT_THROW(ResolveNames({Job("Load"), Job("b", {"load"})}), base::MissingDependencyError);
}

TEST(ResolveNames, PrintsACycleFromItsFirstJob) {
  const auto error = ErrorOf<base::CircularDependencyError>({Job("free"), Job("behind", {"x"}),
                                                             Job("x", {"z", "free"}),
                                                             Job("y", {"x"}), Job("z", {"y"})});
  EXPECT_EQ(error.Cycle(), (Strings{"x", "z", "y", "x"}));
  EXPECT_STREQ(error.what(), "jobs wait for each other: x -> z -> y -> x");
}

TEST(ResolveNames, DetectsAJobThatWaitsForItself) {
  EXPECT_EQ(ErrorOf<base::CircularDependencyError>({Job("a", {"a"})}).Cycle(), (Strings{"a", "a"}));
}

TEST(ResolveNames, HasTheOrderOfTheGraph) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Dice dice(seed);
    const Graph graph = RandomDag(dice, 25, 60);
    std::vector<JobSpec> jobs;
    for (std::size_t i = 0; i < graph.size(); ++i) {
      jobs.push_back(Job("job" + std::to_string(i)));
      for (const int dependency : graph[i]) {
        jobs[i].depends_on.push_back("job" + std::to_string(dependency));
      }
    }
    EXPECT_EQ(ResolveNames(jobs).order, TopologicalOrder(graph, Reversed(graph)));
  }
}

}  // namespace
}  // namespace executioner::domain
