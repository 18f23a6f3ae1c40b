// Where local runs are kept, and signals as something to poll.
#include "controller/standalone/state.h"

#include <filesystem>
#include <poll.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "controller/base/error.h"
#include "controller/base/system_clock.h"
#include "controller/standalone/signals.h"
#include "tests/unit/kube/temporary_folder.h"

namespace executioner::standalone {
namespace {

TEST(StateDirectory, IsTheFirstThatIsSet) {
  EXPECT_EQ(StateDirectory({{"EXECUTIONER_STATE_DIR", "/a"}, {"XDG_STATE_HOME", "/b"}}), "/a");
  EXPECT_EQ(StateDirectory({{"XDG_STATE_HOME", "/b"}, {"HOME", "/c"}}), "/b/executioner");
  EXPECT_EQ(StateDirectory({{"HOME", "/c"}}), "/c/.local/state/executioner");
  EXPECT_EQ(StateDirectory({{"EXECUTIONER_STATE_DIR", ""}, {"XDG_STATE_HOME", ""}, {"HOME", "/c"}}),
            "/c/.local/state/executioner");
}

TEST(StateDirectory, OverlooksARelativeXdgPathAsThatStandardDemands) {
  EXPECT_EQ(StateDirectory({{"XDG_STATE_HOME", "b"}, {"HOME", "/c"}}),
            "/c/.local/state/executioner");
}

TEST(StateDirectory, MustBeAbsoluteAndMustBeKnown) {
  EXPECT_THROW(StateDirectory({{"EXECUTIONER_STATE_DIR", "a"}}), base::ConfigurationError);
  EXPECT_THROW(StateDirectory({{"HOME", "a"}}), base::ConfigurationError);
  EXPECT_THROW(StateDirectory({}), base::ConfigurationError);
}

TEST(OpenHistory, MakesTheFoldersThatAreMissing) {
  const kube::TemporaryFolder folder;
  const base::SystemClock clock;
  const std::string state = folder.Path() / "some" / "where";
  EXPECT_TRUE(OpenHistory(state, clock)->List({}).empty());
  EXPECT_TRUE(std::filesystem::exists(state + "/history.db"));
}

TEST(OpenHistory, SaysWhatToDoWhenItCannot) {
  const kube::TemporaryFolder folder;
  const base::SystemClock clock;
  const std::string state = folder.Write("file", "") / "state";
  try {
    OpenHistory(state, clock);
    FAIL() << "no error";
  } catch (const base::StoreError& error) {
    EXPECT_EQ(std::string(error.what()),
              "cannot make the state directory " + state +
                  ": Not a directory; set EXECUTIONER_STATE_DIR to a place that can be written to");
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

TEST(StopSignals, LeaveTheMaskAsItWas) {
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
