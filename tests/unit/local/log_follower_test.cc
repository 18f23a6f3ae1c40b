#include "controller/adapters/local/log_follower.h"

#include <fstream>
#include <map>
#include <poll.h>

#include <gtest/gtest.h>

#include "tests/unit/kube/temporary_folder.h"

namespace executioner::local {
namespace {

bool IsReadable(int descriptor) {
  pollfd polled{descriptor, POLLIN, 0};
  return poll(&polled, 1, 0) == 1;
}

class Following : public ::testing::Test {
 protected:
  void Append(const std::string& name, const std::string& text) const {
    std::ofstream(folder.Path() / name, std::ios::app) << text;
  }

  std::string Path(const std::string& name) const { return folder.Path() / name; }

  kube::TemporaryFolder folder = kube::TemporaryFolder();
  std::map<std::string, std::string> got = {};
  LogFollower follower{
      [this](const std::string& tag, std::string_view bytes) { got[tag].append(bytes); }};
};

TEST_F(Following, PassesOnExistingAndNewContent) {
  Append("a", "one ");
  follower.Add("a", Path("a"));
  EXPECT_EQ(got["a"], "one ");
  EXPECT_FALSE(IsReadable(follower.Descriptor()));
  Append("a", "two");
  EXPECT_TRUE(IsReadable(follower.Descriptor()));
  follower.Read();
  EXPECT_EQ(got["a"], "one two");
  EXPECT_FALSE(IsReadable(follower.Descriptor()));
}

TEST_F(Following, KeepsFilesApart) {
  Append("a", "");
  Append("b", "");
  follower.Add("a", Path("a"));
  follower.Add("b", Path("b"));
  Append("b", "of b");
  Append("a", "of a");
  follower.Read();
  EXPECT_EQ(got["a"], "of a");
  EXPECT_EQ(got["b"], "of b");
}

TEST_F(Following, PassesOnTheRestAtItsEnd) {
  Append("a", "");
  follower.Add("a", Path("a"));
  Append("a", "rest");
  follower.Remove("a");
  follower.Remove("a");
  EXPECT_EQ(got["a"], "rest");
  Append("a", " more");
  follower.Read();
  EXPECT_EQ(got["a"], "rest");
}

TEST_F(Following, IgnoresMissingFiles) {
  follower.Add("a", Path("nowhere"));
  follower.Read();
  follower.Remove("a");
  EXPECT_TRUE(got.empty());
}

TEST_F(Following, PassesOnBytesOfAllKinds) {
  const std::string bytes("\0\xFF\n\r\x1B", 5);
  Append("a", bytes);
  follower.Add("a", Path("a"));
  EXPECT_EQ(got["a"], bytes);
}

TEST_F(Following, LosesNothingAfterAnOverflowOfEvents) {
  Append("a", "");
  Append("b", "");
  follower.Add("a", Path("a"));
  follower.Add("b", Path("b"));
  constexpr int kMoreThanTheQueueHolds = 20'000;  // fs.inotify.max_queued_events is 16384
  std::ofstream a(Path("a"), std::ios::app);
  std::ofstream b(Path("b"), std::ios::app);
  for (int i = 0; i < kMoreThanTheQueueHolds; ++i) {  // in turn: equal news in a row count once
    (i % 2 == 0 ? a : b) << 'x' << std::flush;
  }
  Append("late", "");
  follower.Read();
  EXPECT_EQ(got["a"].size() + got["b"].size(), static_cast<std::size_t>(kMoreThanTheQueueHolds));
}

TEST(LogFollower, ReturnsEvenIfAFileGrowsAsFastAsItIsRead) {
  const kube::TemporaryFolder folder;
  const std::string path = folder.Write("log", "first");
  constexpr int kTooOften = 100;
  int calls = 0;
  LogFollower follower([&](const std::string&, std::string_view) {
    if (++calls < kTooOften) {
      std::ofstream(path, std::ios::app) << "and more";
    }
  });
  follower.Add("a", path);
  EXPECT_EQ(calls, 1);
  EXPECT_TRUE(IsReadable(follower.Descriptor())) << "there is more to read";
}

TEST(FolderWatch, ReportsThatAFileAppearedOrDisappeared) {
  const kube::TemporaryFolder folder;
  const FolderWatch watch(folder.Path());
  EXPECT_FALSE(IsReadable(watch.Descriptor()));
  const std::string path = folder.Write("new", "");
  EXPECT_TRUE(IsReadable(watch.Descriptor()));
  watch.Read();
  EXPECT_FALSE(IsReadable(watch.Descriptor()));
  std::filesystem::remove(path);
  EXPECT_TRUE(IsReadable(watch.Descriptor()));
}

}  // namespace
}  // namespace executioner::local
