#include "controller/runs/local_reader.h"

#include <gtest/gtest.h>

#include "controller/base/system_clock.h"
#include "tests/unit/kube/temporary_folder.h"

namespace executioner::runs {
namespace {

class LocalReaderTest : public testing::Test {
 protected:
  LocalReaderTest() {
    session.environment = {{"EXECUTIONER_STATE_DIR", folder.Path()}};
    session.clock = &clock;
    session.host = "here";
  }

  std::int64_t Create(const std::string& name) {
    const State state = OpenPlace(session);
    return state.history->Create({.name = name}, MakeRequest(session, state, "run"), {});
  }

  kube::TemporaryFolder folder;
  base::SystemClock clock;
  Session session;
};

TEST_F(LocalReaderTest, FindsRunsByNumberNameOrAsLatest) {
  Create("etl");
  Create("report");
  LocalReader reader(session, OpenPlace(session));
  EXPECT_EQ(reader.Find("1").summary.name, "etl");
  EXPECT_EQ(reader.Find("etl").summary.id, 1);
  EXPECT_EQ(reader.Find("latest").summary.id, 2);
  ASSERT_EQ(reader.List({.limit = 1}).size(), 1U);
  EXPECT_EQ(reader.List({.limit = 1})[0].name, "report");
}

TEST_F(LocalReaderTest, SaysWhichRunsThereAre) {
  LocalReader empty(session, OpenPlace(session));
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

TEST_F(LocalReaderTest, NamesTheFolderOfLogs) {
  Create("etl");
  LocalReader reader(session, OpenPlace(session));
  EXPECT_EQ(reader.LogsOf(reader.Find("1")), std::string(folder.Path()) + "/logs/1");
}

}  // namespace
}  // namespace executioner::runs
