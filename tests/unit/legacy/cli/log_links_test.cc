/// \file
/// The links to logs that the old command line leaves in `log_dir`.
#include <filesystem>

#include <gtest/gtest.h>

#include "tests/unit/legacy/cli/legacy_fixture.h"

namespace executioner::cli {
namespace {

class LogLinks : public Legacy {};

TEST_F(LogLinks, LogDirHasNoLinksOfJobsThatNeverRan) {
  EXPECT_EQ(Run(R"({"id": "bad", "command": "echo out; false"},
                   {"id": "behind", "command": "true", "dependencies": ["bad"]},
                   {"id": "skipped", "command": "true"})",
                {"--skip", "skipped"})
                .code,
            1);
  EXPECT_EQ(LogOf("bad"), "out\n");
  for (const auto& entry : std::filesystem::directory_iterator(line.Folder() + "/logs")) {
    EXPECT_TRUE(std::filesystem::exists(entry.path())) << entry.path() << " leads nowhere";
  }
  EXPECT_FALSE(
      std::filesystem::is_symlink(line.Folder() + "/logs/executioner.old.job-behind.run-1.log"));
}

}  // namespace
}  // namespace executioner::cli
