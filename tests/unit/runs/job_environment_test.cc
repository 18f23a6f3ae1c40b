#include "controller/runs/job_environment.h"

#include <gtest/gtest.h>

namespace executioner::runs {
namespace {

const domain::Environment kOwn{
    {"PGPASSWORD", "p"}, {"PGPASSFILE", "f"}, {"REDISCLI_AUTH", "r"}, {"PATH", "/bin"}};

std::vector<std::string> Names(const domain::Environment& environment) {
  std::vector<std::string> names;
  for (const auto& [name, value] : environment) {
    names.push_back(name);
  }
  return names;
}

using List = std::vector<std::string>;

TEST(JobEnvironment, OfAWorkerDoesNotContainItsCredentials) {
  EXPECT_EQ(Names(WorkerJobEnvironment(kOwn, "", "redis://h")),
            (List{"PATH", "PGPASSFILE", "PGPASSWORD"}));
  EXPECT_EQ(Names(WorkerJobEnvironment(kOwn, "", "unix:/run/redis.sock")),
            (List{"PATH", "PGPASSFILE", "PGPASSWORD"}));
  EXPECT_EQ(Names(WorkerJobEnvironment(kOwn, "", "postgres://h/q")),
            (List{"PATH", "REDISCLI_AUTH"}));
  EXPECT_EQ(Names(WorkerJobEnvironment(kOwn, "postgres://h/r", "redis://h")), List{"PATH"});
}

TEST(JobEnvironment, OfAWorkerHasOtherVariables) {
  EXPECT_EQ(WorkerJobEnvironment(kOwn, "", "sqlite:/q.db"), kOwn);
  EXPECT_EQ(RunJobEnvironment(kOwn), kOwn);
}

TEST(JobEnvironment, HasTheAddressOfTheHistoryOnlyWithoutAPassword) {
  domain::Environment own{{"EXECUTIONER_HISTORY", "postgres://ann@h/r"}, {"PGPASSWORD", "p"}};
  EXPECT_EQ(RunJobEnvironment(own), own);
  EXPECT_EQ(Names(WorkerJobEnvironment(own, "", "sqlite:/q.db")), List{"EXECUTIONER_HISTORY"});
  own["EXECUTIONER_HISTORY"] = "postgres://ann:secret@h/r";
  EXPECT_EQ(Names(RunJobEnvironment(own)), List{"PGPASSWORD"});
  EXPECT_EQ(Names(WorkerJobEnvironment(own, "", "sqlite:/q.db")), List{});
}

}  // namespace
}  // namespace executioner::runs
