// Runs from their begin to their end.
#include "controller/standalone/local_run.h"

#include <array>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <poll.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "tests/unit/kube/temporary_folder.h"
#include "tests/unit/standalone/program.h"

namespace executioner::standalone::testing {
namespace {

using domain::JobPhase;
using domain::Reason;
using domain::RunPhase;

class LocalRun : public ::testing::Test {
 protected:
  /// A FIFO that this process holds open, so that nobody blocks when opening it.
  base::Descriptor OpenFifo(const std::string& name) const {
    const std::string path = folder.Path() / name;
    EXPECT_EQ(mkfifo(path.c_str(), 0600), 0);
    return base::Descriptor(open(path.c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK));
  }

  /// Does `action` once, when a job writes into the FIFO.
  void OnWord(const base::Descriptor& fifo, std::function<void()> action) {
    program.listener.descriptors = {fifo.Number()};
    program.listener.readable = [&fifo, action = std::move(action)] {
      std::array<char, 64> text{};
      if (read(fifo.Number(), text.data(), text.size()) > 0) {
        action();
      }
    };
  }

  kube::TemporaryFolder folder = kube::TemporaryFolder();
  Program program{folder.Path()};
};

TEST_F(LocalRun, SucceedsIfEveryJobSucceeds) {
  const RunEnd end = program.Run(Workflow(
      {"name: a, script: 'echo a >> ran'", "name: b, script: 'echo b >> ran', dependsOn: [a]"}));
  EXPECT_EQ(end.status.phase, RunPhase::kSucceeded);
  EXPECT_EQ(end.signal, 0);
  EXPECT_EQ(program.StatusOf(1).phase, RunPhase::kSucceeded);
  EXPECT_EQ(program.StatusOf(1).counts, (domain::Counts{.total = 2, .succeeded = 2}));
  std::ifstream ran(folder.Path() / "ran");
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(ran), {}), "a\nb\n");
}

TEST_F(LocalRun, FailsIfAJobFails) {
  const RunEnd end = program.Run(
      Workflow({"name: a, script: 'exit 3'", "name: b, script: 'true', dependsOn: [a]"}));
  EXPECT_EQ(end.status.phase, RunPhase::kFailed);
  EXPECT_EQ(program.StatusOf(1).jobs[0].exit_code, 3);
  EXPECT_EQ(program.StatusOf(1).jobs[1].phase, JobPhase::kBlocked);
}

TEST_F(LocalRun, RetriesAfterTheDelay) {
  const RunEnd end =
      program.Run(Workflow({"name: a, script: 'test $EXECUTIONER_ATTEMPT = 2', "
                            "retry: {limit: 1, delaySeconds: 1}"}));
  EXPECT_EQ(end.status.phase, RunPhase::kSucceeded);
  const auto attempts = program.history.Find(1)->attempts;
  ASSERT_EQ(attempts.size(), 2U);
  EXPECT_GE(attempts[1].start_time - attempts[0].ending->time, base::Duration{900});
}

TEST_F(LocalRun, RespectsParallelism) {
  int live = 0;
  int most = 0;
  program.on_attempt = [&](const history::AttemptRecord& attempt) {
    live += attempt.ending ? -1 : 1;
    most = std::max(most, live);
  };
  Additions additions{.parallelism = 2};
  program.Run(Workflow({"name: a, script: 'true'", "name: b, script: 'true'",
                        "name: c, script: 'true'", "name: d, script: 'true'"}),
              additions);
  EXPECT_EQ(most, 2);
}

TEST_F(LocalRun, IsCancelledByASignal) {
  const base::Descriptor ready = OpenFifo("ready");
  OnWord(ready, [] { kill(getpid(), SIGTERM); });
  std::string told;
  program.listener.stopping = [&](int signal, bool again) {
    told += std::to_string(signal) + (again ? " again " : " ");
  };
  const RunEnd end = program.Run(Workflow({"name: a, script: 'echo > ready; exec sleep 1000'",
                                           "name: b, script: 'true', dependsOn: [a]"}));
  EXPECT_EQ(end.signal, SIGTERM);
  EXPECT_EQ(end.status.phase, RunPhase::kCancelled);
  EXPECT_EQ(end.status.message, "cancelled by SIGTERM");
  EXPECT_EQ(told, "15 ");
  EXPECT_EQ(program.StatusOf(1).jobs[0].phase, JobPhase::kCancelled);
  EXPECT_EQ(program.StatusOf(1).jobs[1].phase, JobPhase::kBlocked);
}

TEST_F(LocalRun, KillsJobsAtASecondSignal) {
  const base::Descriptor ready = OpenFifo("ready");
  OnWord(ready, [] { kill(getpid(), SIGINT); });
  program.listener.stopping = [](int /*signal*/, bool again) {
    if (!again) {
      kill(getpid(), SIGINT);
    }
  };
  const RunEnd end = program.Run(
      Workflow({"name: a, terminationGracePeriodSeconds: 3600, script: \"trap '' TERM INT; echo > "
                "ready; while :; do sleep 0.05; done\""}));
  EXPECT_EQ(end.signal, SIGINT);
  EXPECT_EQ(end.status.phase, RunPhase::kCancelled);
  EXPECT_EQ(program.StatusOf(1).jobs[0].exit_code, 128 + SIGKILL);
}

/// Leaves this process `count` file descriptors during its lifetime.
class FewDescriptors {
 public:
  explicit FewDescriptors(int left) {
    getrlimit(RLIMIT_NOFILE, &before_);
    const base::Descriptor next(open("/dev/null", O_RDONLY | O_CLOEXEC));
    rlimit few = before_;
    few.rlim_cur = static_cast<rlim_t>(next.Number() + left);
    setrlimit(RLIMIT_NOFILE, &few);
  }

  ~FewDescriptors() { setrlimit(RLIMIT_NOFILE, &before_); }

  FewDescriptors(const FewDescriptors&) = delete;
  FewDescriptors& operator=(const FewDescriptors&) = delete;
  FewDescriptors(FewDescriptors&&) = delete;
  FewDescriptors& operator=(FewDescriptors&&) = delete;

 private:
  rlimit before_ = {};
};

TEST_F(LocalRun, WaitsForDescriptorsAndReportsThatOnce) {
  const FewDescriptors few(20);
  std::vector<std::string> jobs;
  constexpr int kJobs = 60;
  for (int job = 0; job < kJobs; ++job) {
    jobs.push_back("name: j" + std::to_string(job) + ", script: 'true', pendingTimeoutSeconds: 1");
  }
  std::vector<std::string> told;
  program.on_shortage = [&](const std::string& what) { told.push_back(what); };
  const RunEnd end = program.Run(Workflow(jobs));
  EXPECT_EQ(end.status.phase, RunPhase::kSucceeded);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_NE(told[0].find("out of file descriptors for another job"), std::string::npos) << told[0];
}

TEST_F(LocalRun, ReportsOnceThatTheHistoryCannotBeWrittenAndItsRecovery) {
  std::string told;
  program.listener.delayed = [&](const std::string& /*why*/) { told += "delayed "; };
  program.listener.recovered = [&] { told += "recovered"; };
  program.on_attempt = [&](const history::AttemptRecord& attempt) {
    program.history.failures = attempt.ending ? 2 : 0;
  };
  const RunEnd end = program.Run(Workflow({"name: a, script: 'true'"}));
  EXPECT_EQ(end.status.phase, RunPhase::kSucceeded);
  EXPECT_EQ(told, "delayed recovered");
}

TEST_F(LocalRun, ContinuesWhileTheHistoryIsBusy) {
  int delays = 0;
  program.listener.delayed = [&](const std::string& why) {
    EXPECT_EQ(why, "the history is busy");
    ++delays;
  };
  program.on_attempt = [&](const history::AttemptRecord& attempt) {
    program.history.failures = attempt.ending ? 1 : 0;  // the record of the run's end
  };
  const RunEnd end = program.Run(Workflow({"name: a, script: 'echo >> ran'"}));
  EXPECT_EQ(delays, 1);
  EXPECT_EQ(end.status.phase, RunPhase::kSucceeded);
  EXPECT_EQ(program.StatusOf(1).phase, RunPhase::kSucceeded);
}

TEST_F(LocalRun, RetriesARecordThatABusyHistoryLost) {
  const base::Descriptor gate = OpenFifo("gate");
  program.on_attempt = [&](const history::AttemptRecord& attempt) {
    program.history.failures = attempt.ending ? 0 : 1;
  };
  std::string seen;
  program.listener.stepped = [&](const engine::Execution&) {
    if (program.history.saves == 1 && seen.empty()) {
      seen = domain::PhaseName(program.StatusOf(1).jobs.at(0).phase);
      EXPECT_EQ(write(gate.Number(), "\n", 1), 1);
    }
  };
  program.Run(Workflow({"name: a, script: 'read x < gate'"}));
  EXPECT_EQ(seen, "Running");
}

TEST_F(LocalRun, StopsItsJobsIfTheHistoryFailsPermanently) {
  const base::Descriptor told = OpenFifo("told");
  const base::Descriptor ready = OpenFifo("ready");
  OnWord(ready, [&] { program.history.failures = 1000; });
  program.history.can_retry = false;
  EXPECT_THROW(program.Run(Workflow({"name: a, script: \"trap 'echo > told; exit' TERM; echo > "
                                     "ready; while :; do sleep 0.05; done\""})),
               base::StoreError);
  constexpr int kLongMs = 60'000;
  pollfd word{told.Number(), POLLIN, 0};
  EXPECT_EQ(poll(&word, 1, kLongMs), 1);
}

TEST_F(LocalRun, EndsWithAnErrorIfItIsRemoved) {
  program.on_attempt = [&](const history::AttemptRecord&) { program.history.Remove({1}); };
  EXPECT_THROW(program.Run(Workflow({"name: a, script: 'true'"})), base::StoreError);
}

TEST_F(LocalRun, RunsOnlyOnceAtATime) {
  const std::int64_t run = program.Create(Workflow({"name: a, script: 'true'"}));
  const local::RunFolder of_run(program.state, run);
  MakeFolder(of_run);
  const auto lock = local::RunLock::Try(of_run);
  EXPECT_THROW(program.Resume(run), base::StoreError);
}

TEST_F(LocalRun, AppliesSkipAndVariablesOfTheCommandLine) {
  Additions additions{.skip = {"b"}, .env = {{.name = "DAY", .value = "monday"}}};
  program.Run(Workflow({"name: a, script: 'test $DAY = monday'", "name: b, script: 'exit 1'"}),
              additions);
  EXPECT_EQ(program.StatusOf(1).phase, RunPhase::kSucceeded);
  EXPECT_EQ(program.StatusOf(1).jobs[1].reason, Reason::kSkippedByUser);
}

}  // namespace
}  // namespace executioner::standalone::testing
