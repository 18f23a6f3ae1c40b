// What only its owner may use, whatever the umask and whatever was there before.
#include "controller/base/private_files.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sys/stat.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "tests/unit/kube/temporary_folder.h"

namespace executioner::base {
namespace {

namespace fs = std::filesystem;

class PrivateFiles : public ::testing::Test {
 protected:
  ~PrivateFiles() override { umask(umask_); }

  std::string Path(const std::string& name) const { return folder_.Path() / name; }

  static unsigned ModeOf(const std::string& path) {
    struct stat status {};

    EXPECT_EQ(stat(path.c_str(), &status), 0) << path;
    return status.st_mode & 07777U;
  }

  std::string Write(const std::string& name, mode_t mode) const {
    const std::string path = folder_.Write(name, "before");
    EXPECT_EQ(chmod(path.c_str(), mode), 0);
    return path;
  }

  static std::string Read(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }

 private:
  kube::TemporaryFolder folder_ = {};
  mode_t umask_ = umask(0);
};

TEST_F(PrivateFiles, HaveTheirModeRegardlessOfTheUmask) {
  for (const mode_t mask : {0U, 022U, 0277U, 0777U}) {
    umask(mask);
    const std::string name = std::to_string(mask);
    EXPECT_GE(OpenPrivateFile(Path(name), O_WRONLY).Number(), 0);
    EXPECT_EQ(ModeOf(Path(name)), 0600U) << mask;
    EXPECT_FALSE(MakePrivateFolder(Path("folder-" + name + "/below"))) << mask;
    EXPECT_EQ(ModeOf(Path("folder-" + name)), 0700U) << mask;
    EXPECT_EQ(ModeOf(Path("folder-" + name + "/below")), 0700U) << mask;
  }
}

TEST_F(PrivateFiles, AreRestrictedIfOthersCouldReadThem) {
  const std::string file = Write("log", 0666);
  EXPECT_GE(OpenPrivateFile(file, O_WRONLY | O_APPEND).Number(), 0);
  EXPECT_EQ(ModeOf(file), 0600U);
  EXPECT_EQ(Read(file), "before");
}

TEST_F(PrivateFiles, AreClosedOnExec) {
  const Descriptor file = OpenPrivateFile(Path("log"), O_WRONLY);
  EXPECT_EQ(fcntl(file.Number(), F_GETFD), FD_CLOEXEC);
}

TEST_F(PrivateFiles, KeepTheModesOfDevicesAndOtherUsersFolders) {
  EXPECT_GE(OpenPrivateFile("/dev/null", O_WRONLY).Number(), 0);
  EXPECT_EQ(ModeOf("/dev/null"), 0666U);
  fs::create_directory(Path("shared"));
  fs::permissions(Path("shared"), fs::perms{01777});
  RestrictToOwner(Path("shared"));
  EXPECT_EQ(ModeOf(Path("shared")), 01777U);
  EXPECT_FALSE(MakePrivateFolder(Path("shared/below")));
  EXPECT_EQ(ModeOf(Path("shared")), 01777U);
  EXPECT_EQ(ModeOf(Path("shared/below")), 0700U);
  RestrictToOwner(Path("missing"));
  EXPECT_FALSE(fs::exists(Path("missing")));
}

TEST_F(PrivateFiles, LoseOnlyThePermissionsOfGroupAndOthers) {
  const std::string file = Write("history.db", 0664);
  RestrictToOwner(file);
  EXPECT_EQ(ModeOf(file), 0600U);
  const std::string folder = Path("logs");
  fs::create_directory(folder);
  RestrictToOwner(folder);
  EXPECT_EQ(ModeOf(folder), 0700U);
}

TEST_F(PrivateFiles, AreNotWrittenThroughALink) {
  const std::string target = Write("target", 0644);
  fs::create_symlink(target, Path("link"));
  fs::create_hard_link(target, Path("hard"));
  ASSERT_EQ(mkfifo(Path("fifo").c_str(), 0666), 0);
  for (const char* name : {"link", "hard", "fifo", "new"}) {
    EXPECT_FALSE(WritePrivateFile(Path(name), "text")) << name;
    EXPECT_EQ(Read(Path(name)), "text") << name;
    EXPECT_EQ(ModeOf(Path(name)), 0600U) << name;
    EXPECT_FALSE(fs::is_symlink(Path(name))) << name;
  }
  EXPECT_EQ(Read(target), "before");
  EXPECT_TRUE(WritePrivateFile(Path("no/such"), "text"));
}

TEST_F(PrivateFiles, ReportWhyAFolderCannotBeCreated) {
  EXPECT_EQ(MakePrivateFolder(Write("file", 0600) + "/below"), std::errc::not_a_directory);
}

}  // namespace
}  // namespace executioner::base
