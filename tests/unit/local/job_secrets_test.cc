// What jobs must not get from the program, and others not from jobs.
#include <sys/socket.h>

#include "controller/adapters/local/run_lock.h"
#include "tests/unit/local/local_fixture.h"

namespace executioner::local::testing {
namespace {

TEST_F(LocalJobs, InheritNeitherConnectionsOfLibrariesNorFilesOfTheCaller) {
  const base::Descriptor connection(socket(AF_UNIX, SOCK_STREAM, 0));  // as hiredis and asio open
  const base::Descriptor file(open("/etc/passwd", O_RDONLY));          // as "5< file" in a shell
  Run(Script("cd /proc/self/fd; echo *"));
  EXPECT_EQ(Log(), "0 1 2 3\n") << "3 is the folder that the shell reads";
}

TEST_F(LocalJobs, LeaveFilesForTheirOwnerOnlyRegardlessOfTheUmask) {
  const mode_t before = umask(0);
  MakeFolder({state.Path(), 1});
  const auto lock = RunLock::Try(folder);
  Run(Script("umask; ls -l $EXECUTIONER_RESULT_PATH; echo secret"));
  umask(before);
  EXPECT_EQ(Log().substr(0, 5), "0000\n") << "jobs keep the umask of the caller";
  EXPECT_EQ(std::filesystem::status(folder.LogPath("a", 1)).permissions(),
            std::filesystem::perms{0600});
  EXPECT_EQ(std::filesystem::status(folder.path + "/lock").permissions(),
            std::filesystem::perms{0600});
}

}  // namespace
}  // namespace executioner::local::testing
