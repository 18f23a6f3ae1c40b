/// \file
/// Statuses that do not fit into their object: messages are shortened, and the run continues.
#include <gtest/gtest.h>

#include "tests/component/world.h"
#include "tests/fakes/fake_api/refusal.h"

namespace executioner::component {
namespace {

std::string LongName(int number) {
  std::string name = "job-" + std::to_string(number) + "-";
  name.resize(63, 'n');
  return name;
}

TEST(StatusRoom, IsMadeByShorteningMessagesWhileARunWaits) {
  constexpr int kJobs = 40;
  World world(false);
  world.RecordEverything();
  world.server.Inject({.method = "POST",
                       .path = "/pods$",
                       .times = 8,
                       .status = 403,
                       .body = fakes::StatusBody(403, "Forbidden",
                                                 "pods \"p\" is forbidden: exceeded quota: q, " +
                                                     std::string(1100, 'w'))});
  world.StartController();
  std::vector<json> jobs;
  for (int i = 0; i < kJobs; ++i) {
    jobs.push_back(Job(LongName(i)));
  }
  world.server.SetMaxObjectBytes(20'000);
  world.CreateWorkflow("w", Spec(std::move(jobs)));
  ASSERT_TRUE(world.AwaitJobReason("w", LongName(0), "QuotaExceeded"));
  const json waiting = world.Workflow("w")["status"];
  EXPECT_LT(World::JobOf({{"status", waiting}}, LongName(0))["message"].get<std::string>().size(),
            1024U);
  EXPECT_EQ(waiting["counts"]["total"], kJobs);
  EXPECT_EQ(waiting["phase"], "Running");
  world.Skip(std::chrono::seconds{2});
  const json ended = world.AwaitFinished("w");
  EXPECT_EQ(ended["status"]["phase"], "Succeeded") << ended["status"]["message"];
  EXPECT_EQ(ended["status"]["counts"]["succeeded"], kJobs);
}

}  // namespace
}  // namespace executioner::component
