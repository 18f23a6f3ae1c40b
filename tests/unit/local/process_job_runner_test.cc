// What a job meets that runs as a process, and what is seen of it.
#include "controller/adapters/local/process_job_runner.h"

#include <algorithm>
#include <csignal>
#include <sstream>

#include "controller/adapters/local/orphans.h"
#include "tests/unit/local/local_fixture.h"

namespace executioner::local::testing {
namespace {

using domain::Reason;
using domain::StopMode;
using Kind = engine::LaunchResult::Kind;

TEST_F(LocalJobs, LeaveTheirOutputByteForByteInTheLog) {
  EXPECT_EQ(Run(Script("head -c 1048576 /dev/urandom | tee copy")).reason, Reason::kCompleted);
  EXPECT_EQ(Log().size(), 1048576U);
  EXPECT_TRUE(Log() == ReadFile(Path("copy")));
}

TEST_F(LocalJobs, LeaveBothStreamsInTheOrderOfWriting) {
  Run(Script("echo one; echo two >&2; echo three"));
  EXPECT_EQ(Log(), "one\ntwo\nthree\n");
}

TEST_F(LocalJobs, EndWithTheirExitCode) {
  const domain::Ending ending = Run(Script("echo why; exit 3"));
  EXPECT_EQ(ending.reason, Reason::kFailed);
  EXPECT_EQ(ending.exit_code, 3);
  EXPECT_EQ(ending.message, "exit code 3; last output:\nwhy");
  EXPECT_FALSE(ending.stopped);
}

TEST_F(LocalJobs, AreRecordedWithTheResourcesThatTheyUsed) {
  const domain::Ending ending = Run(Script("exit 0"));
  EXPECT_EQ(Recorded().ending, ending);
  EXPECT_GT(Recorded().max_rss_kb.value_or(0), 0);
  EXPECT_TRUE(Recorded().cpu_ms);
  EXPECT_FALSE(std::filesystem::exists(folder.WordsPath("a", 1)));
}

TEST_F(LocalJobs, EndBySignals) {
  const domain::Ending ending = Run(Script("kill -SEGV $$"));
  EXPECT_EQ(ending.reason, Reason::kSignaled);
  EXPECT_EQ(ending.exit_code, 128 + SIGSEGV);
}

TEST_F(LocalJobs, EndAtTheirTimeout) {
  domain::JobSpec job = Script("sleep 1000");
  job.work.timeout_seconds = 1;
  EXPECT_EQ(Run(std::move(job)).reason, Reason::kTimedOut);
}

TEST_F(LocalJobs, ReportAMissingCommand) {
  domain::JobSpec job{.name = "a"};
  job.work.command = {"no-such-command"};
  const domain::Ending ending = Run(std::move(job));
  EXPECT_EQ(ending.reason, Reason::kFailed);
  EXPECT_EQ(ending.exit_code, 127);
  EXPECT_NE(ending.message.find("no-such-command"), std::string::npos) << ending.message;
}

TEST_F(LocalJobs, HaveAnEmptyInput) {
  EXPECT_EQ(Run(Script("readlink /proc/self/fd/0; cat")).reason, Reason::kCompleted);
  EXPECT_EQ(Log(), "/dev/null\n");
}

TEST_F(LocalJobs, MayCloseTheirOutput) {
  EXPECT_EQ(Run(Script("exec >&- 2>&-; exit 0")).reason, Reason::kCompleted);
}

TEST_F(LocalJobs, EndTogetherWithTheirDaemons) {
  MakeFifo("fifo");
  Run(Script("setsid sh -c 'echo $$ > fifo; exec sleep 1000' & read pid < fifo; echo $pid"));
  const pid_t daemon = std::stoi(Log());
  EXPECT_EQ(kill(daemon, 0), -1);
  EXPECT_EQ(errno, ESRCH);
}

TEST_F(LocalJobs, EndTogetherWithTheirRunner) {
  settings.inherited[kStateVariable] = state.Path();
  Plan({Script("sleep 1000 & echo $! > child; kill -9 $PPID; wait")});
  Launch();
  EXPECT_EQ(End().reason, domain::Reason::kError);
  const std::string child = ReadFile(state.Path() / "child");
  EXPECT_FALSE(std::filesystem::exists("/proc/" + child.substr(0, child.find('\n')) + "/exe"))
      << "before anybody hears of the end";
}

TEST_F(LocalJobs, InheritNoDescriptors) {
  Run(Script("ls -l /proc/self/fd"));
  for (const char* ours : {"history.db", "eventpoll", "pidfd", "inotify"}) {
    EXPECT_EQ(Log().find(ours), std::string::npos) << Log();
  }
}

/// The line of `env` about a variable.
std::string LineOf(const std::string& log, const std::string& name) {
  const std::size_t at = ("\n" + log).find("\n" + name + "=");
  return at == std::string::npos ? "" : log.substr(at, log.find('\n', at) - at);
}

TEST_F(LocalJobs, SeeInheritedOwnAndExtraVariablesInThatOrder) {
  setenv("LEAK", "1", 1);
  settings.inherited["OWN"] = "inherited";
  settings.extra = {{.name = "EXTRA", .value = "$(OWN)!"}};
  domain::JobSpec job = Script("env");
  job.work.env = {{.name = "OWN", .value = "$(INHERITED)-own"},
                  {.name = "EXTRA", .value = "own"},
                  {.name = "LATER", .value = "$(OWN) $(workflow.name) $(job.attempt) $$(OWN)"}};
  Run(std::move(job));
  unsetenv("LEAK");
  EXPECT_EQ(LineOf(Log(), "INHERITED"), "INHERITED=yes");
  EXPECT_EQ(LineOf(Log(), "OWN"), "OWN=yes-own");
  EXPECT_EQ(LineOf(Log(), "EXTRA"), "EXTRA=yes-own!");
  EXPECT_EQ(LineOf(Log(), "LATER"), "LATER=yes-own etl 1 $(OWN)");
  EXPECT_EQ(LineOf(Log(), "LEAK"), "");
}

TEST_F(LocalJobs, KnowWhichJobTheyAre) {
  Run(Script("env"));
  EXPECT_EQ(LineOf(Log(), "EXECUTIONER_WORKFLOW"), "EXECUTIONER_WORKFLOW=etl");
  EXPECT_EQ(LineOf(Log(), "EXECUTIONER_JOB"), "EXECUTIONER_JOB=a");
  EXPECT_EQ(LineOf(Log(), "EXECUTIONER_NAMESPACE"), "EXECUTIONER_NAMESPACE=here");
  EXPECT_EQ(LineOf(Log(), "EXECUTIONER_RUN"), "EXECUTIONER_RUN=1");
  EXPECT_EQ(LineOf(Log(), "EXECUTIONER_ATTEMPT"), "EXECUTIONER_ATTEMPT=1");
  EXPECT_EQ(LineOf(Log(), "EXECUTIONER_SPEC"), "");
  EXPECT_EQ(LineOf(Log(), "EXECUTIONER_RESULT_PATH"), "");
}

TEST_F(LocalJobs, InterpolateVariablesIfConfigured) {
  domain::JobSpec job = Script("env");
  job.work.interpolate_env = true;
  job.work.env = {{.name = "BASE", .value = "/srv"}, {.name = "LOG", .value = "${BASE}/log"}};
  Run(job);
  EXPECT_EQ(LineOf(Log(), "LOG"), "LOG=/srv/log");
}

TEST_F(LocalJobs, StartInTheWorkingDirectoryOfTheRun) {
  Run(Script("pwd -P"));
  EXPECT_EQ(Log(), std::filesystem::canonical(state.Path()).string() + "\n");
}

TEST_F(LocalJobs, StartInARelativeOrAbsoluteWorkingDir) {
  std::filesystem::create_directories(state.Path() / "sub");
  domain::JobSpec below = Script("pwd -P", "a");
  below.work.working_dir = "sub";
  domain::JobSpec elsewhere = Script("pwd", "b");
  elsewhere.work.working_dir = "/";
  Plan({below, elsewhere});
  Launch(0);
  Launch(1);
  End(0);
  End(1);
  EXPECT_EQ(Log(), std::filesystem::canonical(state.Path() / "sub").string() + "\n");
  EXPECT_EQ(ReadFile(folder.LogPath("b", 1)), "/\n");
}

TEST_F(LocalJobs, ReportAMissingWorkingDir) {
  domain::JobSpec job = Script("true");
  job.work.working_dir = "nowhere";
  const domain::Ending ending = Run(std::move(job));
  EXPECT_EQ(ending.reason, Reason::kError);
  EXPECT_NE(ending.message.find("cannot change to workingDir " + Path("nowhere")),
            std::string::npos)
      << ending.message;
}

/// Blocks until a job writes into the FIFO.
void Await(const std::string& fifo) {
  EXPECT_NE(ReadFile(fifo), "");
}

class StoppedJobs : public LocalJobs {
 protected:
  /// Starts a job that does `on_term` on TERM, and waits until it runs.
  void Start(const std::string& on_term) {
    const std::string fifo = MakeFifo("ready");
    domain::JobSpec job =
        Script("trap '" + on_term + "' TERM; echo ready > ready; while :; do sleep 0.05; done");
    job.work.termination_grace_period_seconds = 1000;
    Plan({job});
    Launch();
    Await(fifo);
  }
};

TEST_F(StoppedJobs, MayTidyUp) {
  Start("echo bye; exit 3");
  Stop(StopMode::kGraceful);
  const domain::Ending ending = End();
  EXPECT_EQ(ending.reason, Reason::kCancelled);
  EXPECT_EQ(ending.exit_code, 3);
  EXPECT_TRUE(ending.stopped);
  EXPECT_TRUE(Log().ends_with("bye\n")) << Log();
}

TEST_F(StoppedJobs, SucceedIfTheyExitWithZero) {
  Start("exit 0");
  Stop(StopMode::kGraceful);
  EXPECT_EQ(End().reason, Reason::kCompleted);
}

TEST_F(StoppedJobs, AreKilledImmediatelyOnRequest) {
  Start("");
  Stop(StopMode::kNow);
  EXPECT_EQ(End().exit_code, 128 + SIGKILL);
}

TEST_F(StoppedJobs, EndEvenIfTheyHaveStoppedTheirRunner) {
  const std::string fifo = MakeFifo("ready");
  Plan({Script("kill -STOP $PPID; echo ready > ready; while :; do sleep 0.05; done")});
  Launch();
  Await(fifo);
  Stop(StopMode::kNow);
  EXPECT_EQ(End().reason, Reason::kCancelled);
}

TEST_F(StoppedJobs, AreKilledOnASecondRequest) {
  Start("");
  Stop(StopMode::kGraceful);
  Stop(StopMode::kNow);
  const domain::Ending ending = End();
  EXPECT_EQ(ending.reason, Reason::kCancelled);
  EXPECT_EQ(ending.exit_code, 128 + SIGKILL);
}

TEST_F(StoppedJobs, AreAskedToStopWhenTheirRunnerObjectEnds) {
  const std::string told = MakeFifo("told");
  Start("echo told > told; exit 1");
  runner.reset();
  Await(told);
}

TEST_F(LocalJobs, RunByTheHundred) {
  constexpr int kJobs = 300;
  std::vector<domain::JobSpec> jobs;
  for (int i = 0; i < kJobs; ++i) {
    jobs.push_back(Script("dd bs=1 count=1 < gate 2>/dev/null", "j" + std::to_string(i)));
  }
  const base::Descriptor gate(open(MakeFifo("gate").c_str(), O_RDWR | O_CLOEXEC));
  Plan(std::move(jobs));
  for (int job = 0; job < kJobs; ++job) {
    ASSERT_EQ(Launch(job).kind, Kind::kLaunched);
  }
  EXPECT_EQ(write(gate.Number(), std::string(kJobs, 'x').data(), kJobs), kJobs);
  for (int job = 0; job < kJobs; ++job) {
    EXPECT_EQ(End(job).reason, Reason::kCompleted);
  }
}

TEST_F(LocalJobs, HaveASessionOfTheirOwnWithoutATerminal) {
  Run(
      Script("for id in $$ $PPID; do read -r stat < /proc/$id/stat; set -- ${stat##*)}; "
             "echo $id $4 $5; done"));
  std::istringstream words(Log());
  for (const char* process : {"job", "runner"}) {
    pid_t id = 0;
    pid_t session = -1;
    int terminal = -1;
    words >> id >> session >> terminal;
    EXPECT_GT(id, 0) << process;
    EXPECT_EQ(session, id) << process;
    EXPECT_EQ(terminal, 0) << process;
  }
}

TEST_F(LocalJobs, StartRelativeToTheManifest) {
  std::filesystem::create_directories(state.Path() / "flows" / "data");
  settings.manifest_folder = state.Path() / "flows";
  domain::JobSpec job = Script("pwd -P");
  job.work.working_dir = "./data";
  Run(std::move(job));
  EXPECT_EQ(Log(), std::filesystem::canonical(state.Path() / "flows" / "data").string() + "\n");
}

TEST_F(LocalJobs, NameTheFolderThatWasSearched) {
  domain::JobSpec named{.name = "a"};
  named.work.command = {"no-such-command"};
  EXPECT_NE(Run(named).message.find("not found in PATH: /usr/bin:/bin)"), std::string::npos);
  domain::JobSpec relative{.name = "a"};
  relative.work.command = {"./etl.sh"};
  ends.clear();
  runner.reset();
  const std::string message = Run(relative).message;
  EXPECT_NE(message.find("searched in " + std::filesystem::canonical(state.Path()).string()),
            std::string::npos)
      << message;
}

TEST_F(LocalJobs, AreRejectedWithTheNameOfAVariableThatIsTooLong) {
  domain::JobSpec job = Script("true");
  job.work.env = {{.name = "LONG", .value = std::string(200'000, 'x')}};
  Plan({job});
  const engine::LaunchResult result = Launch();
  EXPECT_EQ(result.kind, Kind::kRefused);
  EXPECT_EQ(result.refusal.reason, Reason::kCreateRefused);
  EXPECT_EQ(result.refusal.message,
            "variable LONG has 200005 bytes, and the kernel takes 131071 at most: pass long texts "
            "in a file");
  EXPECT_EQ(Recorded().ending, result.refusal) << "the end is recorded";
}

TEST_F(LocalJobs, AreRejectedIfTheirVariablesAreTooLongTogether) {
  domain::JobSpec job = Script("true");
  for (int i = 0; i < 80; ++i) {
    job.work.env.push_back({.name = "V" + std::to_string(i), .value = std::string(100'000, 'x')});
  }
  Plan({job});
  EXPECT_NE(Launch().refusal.message.find("more than the kernel takes"), std::string::npos);
}

TEST_F(LocalJobs, AreRejectedIfTheirLogCannotBeWritten) {
  Plan({Script("true")});
  std::filesystem::remove_all(folder.path);
  const engine::LaunchResult result = Launch();
  EXPECT_EQ(result.kind, Kind::kRefused);
  EXPECT_EQ(result.refusal.message,
            "cannot write the log " + folder.LogPath("a", 1) + ": No such file or directory");
}

TEST_F(LocalJobs, EndEvenIfTheirFolderIsRemoved) {
  Plan({Script("rm -r " + folder.path)});
  Launch();
  EXPECT_EQ(End().reason, Reason::kCompleted);
}

TEST_F(LocalJobs, AreRejectedWithoutARunner) {
  settings.runner = Path("nowhere");
  Plan({Script("true")});
  EXPECT_EQ(Launch().refusal.message,
            "cannot start " + Path("nowhere") + ": No such file or directory");
}

TEST_F(LocalJobs, StartOnceIfTheyAreLaunchedTwice) {
  Plan({Script("echo ran >> ran")});
  Launch();
  Launch();
  End();
  EXPECT_EQ(ReadFile(Path("ran")), "ran\n");
}

TEST_F(LocalJobs, StartOnlyAfterTheirStartIsRecorded) {
  Plan({Script("echo ran >> ran")});
  history.failures = 1;
  EXPECT_EQ(Launch().kind, Kind::kHeld);
  EXPECT_EQ(Launch().kind, Kind::kLaunched);
  EXPECT_EQ(End().reason, Reason::kCompleted);
  EXPECT_EQ(ReadFile(Path("ran")), "ran\n");
}

TEST_F(LocalJobs, AreNotLostIfTheirEndCannotBeRecordedImmediately) {
  Plan({Script("exit 3")});
  Launch();
  runner->Observe(execution);
  history.failures = 2;
  pollfd news{runner->Descriptor(), POLLIN, 0};
  poll(&news, 1, -1);
  EXPECT_THROW(runner->Observe(execution), base::StoreError);
  const base::TimePoint seen = clock.Now();
  EXPECT_THROW(runner->Observe(execution), base::StoreError);
  EXPECT_EQ(End().exit_code, 3);
  EXPECT_LE(Recorded().ending->time, seen) << "the record had to wait, not the job";
  EXPECT_EQ(Recorded().ending->exit_code, 3);
}

TEST_F(LocalJobs, AreReportedWhenTheyBeginAndEnd) {
  Plan({Script("exit 3")});
  std::string told;
  runner->on_attempt = [&](const history::AttemptRecord& attempt) {
    told += attempt.job + (attempt.ending ? " ended " : " began ");
  };
  Launch();
  End();
  EXPECT_EQ(told, "a began a ended ");
}

}  // namespace
}  // namespace executioner::local::testing
