// Names of the files of a run, and the making of its folder.
#include "controller/adapters/local/run_folder.h"

#include <gtest/gtest.h>

#include "controller/base/error.h"
#include "tests/unit/kube/temporary_folder.h"

namespace executioner::local {
namespace {

TEST(RunFolder, CannotBeCreatedBelowAFile) {
  const kube::TemporaryFolder state;
  state.Write("file", "");
  EXPECT_THROW(MakeFolder(RunFolder(state.Path() / "file", 1)), base::StoreError);
}

TEST(RunFolder, ContainsLogsAndLastWords) {
  const kube::TemporaryFolder state;
  const RunFolder folder(state.Path(), 7);
  EXPECT_EQ(folder.path, state.Path() / "logs" / "7");
  EXPECT_EQ(folder.LogPath("load", 2), folder.path + "/load.2.log");
  EXPECT_EQ(folder.WordsPath("load", 2), folder.path + "/load.2.json");
}

TEST(TailOf, ReturnsTheEndOfAFile) {
  const kube::TemporaryFolder folder;
  const std::string path = folder.Write("log", "abcdef");
  EXPECT_EQ(TailOf(path, 3), "def");
  EXPECT_EQ(TailOf(path, 100), "abcdef");
  EXPECT_EQ(TailOf(folder.Write("empty", ""), 3), "");
  EXPECT_EQ(TailOf(folder.Path() / "nowhere", 3), "");
}

}  // namespace
}  // namespace executioner::local
