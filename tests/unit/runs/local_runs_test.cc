#include "controller/runs/local_runs.h"

#include <gtest/gtest.h>

#include "controller/base/system_clock.h"
#include "controller/runs/find_run.h"
#include "tests/unit/kube/temporary_folder.h"

namespace executioner::runs {
namespace {

class LocalRunsTest : public testing::Test {
 protected:
  LocalRunsTest() {
    session.environment = {{"EXECUTIONER_STATE_DIR", folder.Path()}};
    session.clock = &clock;
    session.host = "here";
  }

  std::int64_t Create(const std::string& name) {
    return OpenState(session).history->Create({.name = name}, {.host = "here"}, {});
  }

  kube::TemporaryFolder folder;
  base::SystemClock clock;
  Session session;
};

TEST_F(LocalRunsTest, FindsRunsByNumberNameOrAsLatest) {
  Create("etl");
  Create("report");
  LocalRuns runs(session, {});
  EXPECT_EQ(runs.Find("1").summary.name, "etl");
  EXPECT_EQ(runs.Find("etl").summary.id, 1);
  EXPECT_EQ(runs.Find("latest").summary.id, 2);
  ASSERT_EQ(runs.List({.limit = 1}).size(), 1U);
  EXPECT_EQ(runs.List({.limit = 1})[0].name, "report");
}

TEST_F(LocalRunsTest, NamesTheExistingRuns) {
  LocalRuns empty(session, {});
  EXPECT_FALSE(empty.Read(1));
  try {
    empty.Find("etl");
    FAIL() << "there is no run";
  } catch (const NotFoundError& error) {
    EXPECT_STREQ(error.what(), "there is no run etl; there are no runs yet");
  }
  Create("report");
  try {
    empty.Find("etl");
    FAIL() << "there is no run of that name";
  } catch (const NotFoundError& error) {
    EXPECT_STREQ(error.what(), "there is no run etl; the newest are 1 (report)");
  }
}

TEST_F(LocalRunsTest, NamesTheFolderOfLogs) {
  Create("etl");
  LocalRuns runs(session, {});
  EXPECT_EQ(runs.LogsOf(runs.Find("1")), std::string(folder.Path()) + "/logs/1");
}

}  // namespace
}  // namespace executioner::runs
