// Jobs on a machine that is short of file descriptors, processes or room.
#include <csignal>
#include <sys/inotify.h>
#include <sys/resource.h>

#include "tests/fakes/manual_clock.h"
#include "tests/unit/local/local_fixture.h"

namespace executioner::local::testing {
namespace {

using domain::Reason;
using domain::StopMode;
using Kind = engine::LaunchResult::Kind;

/// Lets this process open no more files than a few while it lives.
class NoDescriptors {
 public:
  explicit NoDescriptors(int left = 0) {
    getrlimit(RLIMIT_NOFILE, &before_);
    const base::Descriptor next(open("/dev/null", O_RDONLY | O_CLOEXEC));
    rlimit none = before_;
    none.rlim_cur = static_cast<rlim_t>(next.Number() + left);
    setrlimit(RLIMIT_NOFILE, &none);
  }

  ~NoDescriptors() { setrlimit(RLIMIT_NOFILE, &before_); }

  NoDescriptors(const NoDescriptors&) = delete;
  NoDescriptors& operator=(const NoDescriptors&) = delete;
  NoDescriptors(NoDescriptors&&) = delete;
  NoDescriptors& operator=(NoDescriptors&&) = delete;

 private:
  rlimit before_ = {};
};

TEST_F(LocalJobs, WaitForDescriptorsIfNoneAreFree) {
  Plan({Script("true")});
  {
    const NoDescriptors none;
    const engine::LaunchResult result = Launch();
    EXPECT_EQ(result.kind, Kind::kHeld);
    EXPECT_NE(result.refusal.message.find("Too many open files"), std::string::npos)
        << result.refusal.message;
  }
  EXPECT_EQ(Launch().kind, Kind::kLaunched);
  EXPECT_EQ(End().reason, Reason::kCompleted);
}

TEST_F(LocalJobs, AreRejectedAfterAWhileIfNoJobCanStart) {
  Plan({Script("true")});
  fakes::ManualClock manual;
  runner = std::make_unique<ProcessJobRunner>(settings, folder, history, manual);
  runner->is_only = true;
  {
    const NoDescriptors none;
    EXPECT_EQ(Launch().kind, Kind::kHeld);
    manual.Advance(std::chrono::seconds(5));
    const engine::LaunchResult result = Launch();
    EXPECT_EQ(result.kind, Kind::kRefused);
    EXPECT_NE(
        result.refusal.message.find("no job can start: out of file descriptors for another job"),
        std::string::npos)
        << result.refusal.message;
    EXPECT_NE(result.refusal.message.find("ulimit -n"), std::string::npos);
  }
  EXPECT_EQ(Recorded().ending->reason, Reason::kCreateRefused);
}

TEST_F(LocalJobs, WaitForDiskSpaceWhileAnotherRuns) {
  MakeFifo("gate");
  Plan({Script("read x < gate"), Script("true", "b")});
  fakes::ManualClock manual;
  runner = std::make_unique<ProcessJobRunner>(settings, folder, history, manual);
  runner->is_only = true;
  ASSERT_EQ(Launch().kind, Kind::kLaunched);
  const NoDescriptors none;
  EXPECT_EQ(Launch(1).kind, Kind::kHeld);
  manual.Advance(std::chrono::seconds(600));
  EXPECT_EQ(Launch(1).kind, Kind::kHeld);
}

TEST_F(LocalJobs, LeaveDescriptorsForTheHistoryAndReportTheShortageOnce) {
  std::vector<domain::JobSpec> jobs;
  std::vector<domain::Launch> launches;
  constexpr int kJobs = 20;
  for (int job = 0; job < kJobs; ++job) {
    jobs.push_back(Script("read x < gate", "j" + std::to_string(job)));
    launches.push_back({.instance = domain::InstanceId{job}, .attempt = 1});
  }
  MakeFifo("gate");
  Plan(std::move(jobs));
  int told = 0;
  runner->on_shortage = [&](const std::string& /*what*/) { ++told; };
  std::vector<Kind> kinds;
  {
    const NoDescriptors few(12);
    for (int again = 0; again < 2; ++again) {
      for (const engine::LaunchResult& result : runner->Launch(execution, launches)) {
        kinds.push_back(result.kind);
      }
    }
    const base::Descriptor spare(open("/dev/null", O_RDONLY | O_CLOEXEC));
    EXPECT_GE(spare.Number(), 0) << "nothing is left for anybody else";
  }
  EXPECT_EQ(kinds.front(), Kind::kLaunched);
  EXPECT_EQ(kinds.back(), Kind::kHeld);
  EXPECT_EQ(told, 1);
}

TEST_F(LocalJobs, KeepTheirOutcomeWhileTheDiskIsFull) {
  const base::Descriptor watch(inotify_init1(IN_CLOEXEC));
  ASSERT_GE(inotify_add_watch(watch.Number(), "/dev/full", IN_CLOSE_WRITE), 0);
  std::filesystem::create_symlink("/dev/full", folder.WordsPath("a", 1));
  Plan({Script("exit 3")});
  ASSERT_EQ(Launch().kind, Kind::kLaunched);
  pollfd tried{watch.Number(), POLLIN, 0};
  ASSERT_EQ(poll(&tried, 1, -1), 1);
  std::filesystem::remove(folder.WordsPath("a", 1));  // there is room again
  const domain::Ending ending = End();
  EXPECT_EQ(ending.reason, Reason::kFailed);
  EXPECT_EQ(ending.message, "exit code 3");
}

TEST_F(LocalJobs, StopEvenIfTheirOutcomeWaitsForDiskSpace) {
  std::filesystem::create_symlink("/dev/full", folder.WordsPath("a", 1));
  Plan({Script("exit 3")});
  ASSERT_EQ(Launch().kind, Kind::kLaunched);
  Stop(StopMode::kNow);
  EXPECT_EQ(End().reason, Reason::kError);
}

}  // namespace
}  // namespace executioner::local::testing
