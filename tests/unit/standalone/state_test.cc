// Where local runs are kept, and signals as something to poll.
#include "controller/standalone/state.h"

#include <filesystem>
#include <map>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "controller/base/error.h"
#include "controller/base/system_clock.h"
#include "controller/standalone/signals.h"
#include "tests/unit/kube/temporary_folder.h"

namespace executioner::standalone {
namespace {

TEST(StateDirectory, IsTheFirstSetVariable) {
  EXPECT_EQ(StateDirectory({{"EXECUTIONER_STATE_DIR", "/a"}, {"XDG_STATE_HOME", "/b"}}), "/a");
  EXPECT_EQ(StateDirectory({{"XDG_STATE_HOME", "/b"}, {"HOME", "/c"}}), "/b/executioner");
  EXPECT_EQ(StateDirectory({{"HOME", "/c"}}), "/c/.local/state/executioner");
  EXPECT_EQ(StateDirectory({{"EXECUTIONER_STATE_DIR", ""}, {"XDG_STATE_HOME", ""}, {"HOME", "/c"}}),
            "/c/.local/state/executioner");
}

TEST(StateDirectory, IgnoresARelativeXdgPath) {
  EXPECT_EQ(StateDirectory({{"XDG_STATE_HOME", "b"}, {"HOME", "/c"}}),
            "/c/.local/state/executioner");
}

TEST(StateDirectory, MustBeAbsoluteAndMustBeKnown) {
  EXPECT_THROW(StateDirectory({{"EXECUTIONER_STATE_DIR", "a"}}), base::ConfigurationError);
  EXPECT_THROW(StateDirectory({{"HOME", "a"}}), base::ConfigurationError);
  EXPECT_THROW(StateDirectory({}), base::ConfigurationError);
}

TEST(OpenHistory, CreatesMissingFolders) {
  const kube::TemporaryFolder folder;
  const base::SystemClock clock;
  const std::string state = folder.Path() / "some" / "where";
  EXPECT_TRUE(OpenHistory(state, clock)->List({}).empty());
  EXPECT_TRUE(std::filesystem::exists(state + "/history.db"));
}

/// The modes of all below a folder, and its own as "".
std::map<std::string, unsigned> ModesIn(const std::filesystem::path& folder) {
  std::map<std::string, unsigned> modes{
      {"", static_cast<unsigned>(std::filesystem::status(folder).permissions())}};
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    modes[entry.path().lexically_relative(folder)] =
        static_cast<unsigned>(entry.status().permissions());
  }
  return modes;
}

TEST(OpenHistory, CreatesPrivateFilesRegardlessOfTheUmask) {
  const kube::TemporaryFolder folder;
  const base::SystemClock clock;
  const std::filesystem::path state = folder.Path() / "state";
  const mode_t before = umask(0);
  const auto history = OpenHistory(state, clock);
  umask(before);
  EXPECT_EQ(
      ModesIn(state),
      (std::map<std::string, unsigned>{
          {"", 0700}, {"history.db", 0600}, {"history.db-shm", 0600}, {"history.db-wal", 0600}}));
}

/// A state directory as the version before this one left it.
void LeaveOpen(const kube::TemporaryFolder& folder) {
  const base::SystemClock clock;
  OpenHistory(folder.Path() / "state", clock);
  folder.Write("state/lock", "");
  folder.Write("state/logs/1/a.1.log", "secret");
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.Path())) {
    std::filesystem::permissions(entry,
                                 std::filesystem::perms{entry.is_directory() ? 0755U : 0644U});
  }
}

TEST(OpenHistory, RestrictsFilesOfAnEarlierVersion) {
  const kube::TemporaryFolder folder;
  LeaveOpen(folder);
  OpenHistory(folder.Path() / "state", base::SystemClock());
  auto modes = ModesIn(folder.Path() / "state");
  EXPECT_EQ(modes[""], 0700U);
  EXPECT_EQ(modes["history.db"], 0600U);
  EXPECT_EQ(modes["lock"], 0600U);
  EXPECT_EQ(modes["logs"], 0700U) << "nobody else gets to what is below";
}

TEST(OpenHistory, DoesNotRestrictASharedFolder) {
  const kube::TemporaryFolder folder;
  LeaveOpen(folder);
  std::filesystem::permissions(folder.Write("state/notes.txt", ""), std::filesystem::perms{0644});
  OpenHistory(folder.Path() / "state", base::SystemClock());
  auto modes = ModesIn(folder.Path() / "state");
  EXPECT_EQ(modes[""], 0755U);
  EXPECT_EQ(modes["notes.txt"], 0644U);
  EXPECT_EQ(modes["history.db"], 0600U);
  EXPECT_EQ(modes["logs"], 0700U);
}

TEST(OpenHistory, SaysWhatToDoIfItFails) {
  const kube::TemporaryFolder folder;
  const base::SystemClock clock;
  const std::string state = folder.Write("file", "") / "state";
  try {
    OpenHistory(state, clock);
    FAIL() << "no error";
  } catch (const base::StoreError& error) {
    EXPECT_EQ(std::string(error.what()),
              "cannot create the state directory " + state +
                  ": Not a directory; set EXECUTIONER_STATE_DIR to a writable directory");
    EXPECT_FALSE(error.CanRetry());
  }
}

bool IsReadable(int descriptor) {
  pollfd polled{descriptor, POLLIN, 0};
  return poll(&polled, 1, 0) == 1;
}

TEST(StopSignals, WaitUntilTheyAreTaken) {
  StopSignals signals;
  EXPECT_EQ(signals.Take(), 0);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    kill(getpid(), signal);
    EXPECT_TRUE(IsReadable(signals.Descriptor()));
    EXPECT_EQ(signals.Take(), signal);
    EXPECT_FALSE(IsReadable(signals.Descriptor()));
  }
}

TEST(StopSignals, RestoreTheMask) {
  sigset_t before;
  sigset_t after;
  pthread_sigmask(SIG_SETMASK, nullptr, &before);
  { const StopSignals signals; }
  pthread_sigmask(SIG_SETMASK, nullptr, &after);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    EXPECT_EQ(sigismember(&before, signal), sigismember(&after, signal));
  }
}

}  // namespace
}  // namespace executioner::standalone
