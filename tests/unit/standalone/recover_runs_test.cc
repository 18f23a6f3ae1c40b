// Runs whose program has died, at every moment of its life.
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "tests/unit/kube/temporary_folder.h"
#include "tests/unit/standalone/program.h"

namespace executioner::standalone::testing {
namespace {

using domain::JobPhase;
using domain::Reason;
using domain::RunPhase;
using Numbers = std::vector<std::int64_t>;

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// How many processes say that they belong to a state directory.
int ProcessesOf(const std::string& state) {
  const std::string variable = std::string(local::kStateVariable) + "=" + state;
  int found = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string environment = ReadFile(entry.path() / "environ") + '\0';
    found += environment.find(variable + '\0') == std::string::npos ? 0 : 1;
  }
  return found;
}

/// The lines of a file, counted.
std::map<std::string, int> Lines(const std::string& path) {
  std::map<std::string, int> lines;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    ++lines[line];
  }
  return lines;
}

class Recovery : public ::testing::Test {
 protected:
  /// Runs a manifest in a process of its own. \return how that ended, as waitpid() says
  int RunElsewhere(const std::function<void(Program&)>& run) const {
    const pid_t child = fork();
    if (child == 0) {
      Program program(folder.Path());
      run(program);
      _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return status;
  }

  std::string State() const { return folder.Path(); }

  kube::TemporaryFolder folder = kube::TemporaryFolder();
};

TEST_F(Recovery, RecoversOnlyRunsOfItsHostAndFolder) {
  Program program(State());
  const std::string manifest = Workflow({"name: a, script: 'true'"});
  for (const auto& [host, state] :
       {std::pair{"here", State()}, {"there", State()}, {"here", std::string("/other")}}) {
    program.history.Create({.name = "etl", .manifest = manifest},
                           {.host = host, .command = "run", .state_dir = state},
                           BeginRun(CheckText(manifest), program.clock).recorded);
  }
  EXPECT_EQ(RecoverRuns(State(), program.history, program.clock, "here"), Numbers{1});
  EXPECT_EQ(program.StatusOf(2).phase, RunPhase::kPending);
  EXPECT_EQ(program.StatusOf(3).phase, RunPhase::kPending);
  EXPECT_FALSE(std::filesystem::exists(State() + "/logs/2"));
  EXPECT_EQ(RecoverRuns(State(), program.history, program.clock), (Numbers{3, 2}));
}

const std::string kFour = Workflow({"name: a, script: 'echo a >> ran'",
                                    "name: b, script: 'echo b >> ran', dependsOn: [a]",
                                    "name: c, script: 'echo c >> ran', dependsOn: [a]",
                                    "name: d, script: 'echo d >> ran', dependsOn: [b, c]"});

/// Runs the four jobs in a process that is killed at its moment `moment`. \return whether it was
bool RunUntil(const std::string& state, int moment) {
  const pid_t child = fork();
  if (child == 0) {
    Program program(state);
    int now = 0;
    const auto tick = [&] {
      if (now++ == moment) {
        kill(getpid(), SIGKILL);
      }
    };
    program.history.at_write = tick;
    program.on_attempt = [&](const history::AttemptRecord&) { tick(); };
    program.listener.stepped = [&](const engine::Execution&) { tick(); };
    program.Run(kFour);
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status);
}

/// What must hold after the program was killed, and after its run went on.
void RecoverAndResume(const std::string& state) {
  Program program(state);
  const Numbers interrupted = RecoverRuns(state, program.history, program.clock);
  EXPECT_EQ(ProcessesOf(state), 0);
  const domain::Status status = program.StatusOf(1);
  if (interrupted.empty()) {
    EXPECT_EQ(status.phase, RunPhase::kSucceeded);
    return;
  }
  EXPECT_EQ(interrupted, Numbers{1});
  EXPECT_EQ(status.phase, RunPhase::kCancelled);
  EXPECT_EQ(status.reason, Reason::kInterrupted);
  EXPECT_TRUE(RecoverRuns(state, program.history, program.clock).empty());
  auto before = Lines(state + "/ran");
  EXPECT_EQ(program.Resume(1).status.phase, RunPhase::kSucceeded);
  auto after = Lines(state + "/ran");
  for (const domain::JobStatus& job : status.jobs) {
    EXPECT_TRUE(IsEnded(job.phase)) << job.name;
    if (job.phase == JobPhase::kSucceeded) {
      EXPECT_EQ(after[job.name], before[job.name]) << job.name << " had succeeded and ran again";
    }
    EXPECT_GE(after[job.name], 1);
  }
}

TEST_F(Recovery, LosesNothingIfTheProgramIsKilled) {
  constexpr int kEnough = 500;
  int moment = 0;
  for (bool killed = true; killed; ++moment) {
    SCOPED_TRACE(moment);
    ASSERT_LT(moment, kEnough);
    const kube::TemporaryFolder own;
    killed = RunUntil(own.Path(), moment);
    RecoverAndResume(own.Path());
  }
  EXPECT_GT(moment, 20) << "moments were looked at";
}

TEST_F(Recovery, KillsJobsThatDoNotEnd) {
  const std::string ready = folder.Path() / "ready";
  ASSERT_EQ(mkfifo(ready.c_str(), 0600), 0);
  const pid_t child = fork();
  if (child == 0) {
    Program(State()).Run(
        Workflow({"name: a, script: \"trap '' TERM; setsid sleep 1000 & echo a >> "
                  "ran; echo > ready; while :; do sleep 0.05; done\""}));
    _exit(0);
  }
  ReadFile(ready);
  EXPECT_GT(ProcessesOf(State()), 1);
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  Program program(State());
  EXPECT_EQ(RecoverRuns(State(), program.history, program.clock), Numbers{1});
  EXPECT_EQ(ProcessesOf(State()), 0);
  const auto record = program.history.Find(1);
  EXPECT_EQ(record->status.message,
            "interrupted: its process died; 'executioner resume' continues the run");
  ASSERT_EQ(record->attempts.size(), 1U);
  EXPECT_EQ(record->attempts[0].ending->reason, Reason::kInterrupted);
  EXPECT_EQ(record->run_attempts[0].reason, Reason::kInterrupted);
}

TEST_F(Recovery, KeepsTheArgumentsOfTheRun) {
  const std::string manifest =
      Workflow({"name: a, script: 'echo a$DAY >> ran'", "name: b, script: 'exit 1', dependsOn: [a]",
                "name: c, script: 'echo c$DAY >> ran; [ -e go ] || sleep 1000', dependsOn: [b]"});
  RunElsewhere([&](Program& program) {
    program.on_attempt = [](const history::AttemptRecord& attempt) {
      if (attempt.job == "c") {
        kill(getpid(), SIGKILL);
      }
    };
    program.Run(manifest, {.skip = {"b"}, .env = {{.name = "DAY", .value = "1"}}});
  });
  Program program(State());
  ASSERT_EQ(RecoverRuns(State(), program.history, program.clock), Numbers{1});
  EXPECT_EQ(program.StatusOf(1).jobs[1].reason, Reason::kSkippedByUser);
  std::ofstream(folder.Path() / "go").flush();
  EXPECT_EQ(program.Resume(1).status.phase, RunPhase::kSucceeded);
  const auto lines = Lines(folder.Path() / "ran");
  EXPECT_EQ(lines.at("a1"), 1);
  EXPECT_GE(lines.at("c1"), 1);
}

TEST_F(Recovery, FindsARunThatWasNotLockedYet) {
  Program program(State());
  program.Create(kFour);
  EXPECT_EQ(RecoverRuns(State(), program.history, program.clock), Numbers{1});
  EXPECT_EQ(program.StatusOf(1).reason, Reason::kInterrupted);
  EXPECT_EQ(program.Resume(1).status.phase, RunPhase::kSucceeded);
}

TEST_F(Recovery, IgnoresLockedAndEndedRuns) {
  Program program(State());
  program.Run(Workflow({"name: a, script: 'true'"}));
  const std::int64_t busy = program.Create(kFour);
  const local::RunFolder of_busy(State(), busy);
  MakeFolder(of_busy);
  const auto lock = local::RunLock::Try(of_busy);
  EXPECT_TRUE(RecoverRuns(State(), program.history, program.clock).empty());
  EXPECT_EQ(program.StatusOf(1).phase, RunPhase::kSucceeded);
  EXPECT_EQ(program.StatusOf(busy).phase, RunPhase::kPending);
}

/// A recorded attempt of run 1 that has ended.
history::AttemptRecord Ended(const std::string& job, Reason reason) {
  return {.job = job,
          .start_time = base::TimePoint{std::chrono::seconds{1767225600}},
          .ending = domain::Ending{.reason = reason,
                                   .time = base::TimePoint{std::chrono::seconds{1767225601}}}};
}

TEST_F(Recovery, EndsARunWhoseEndWasNotRecorded) {
  Program program(State());
  program.Create(Workflow({"name: a, script: 'true'", "name: b, script: 'true', dependsOn: [a]"},
                          "  activeDeadlineSeconds: 5\n"));
  program.history.RecordAttempt(1, Ended("a", Reason::kCompleted));
  program.history.RecordAttempt(1, Ended("b", Reason::kCompleted));
  EXPECT_TRUE(RecoverRuns(State(), program.history, program.clock).empty());
  EXPECT_EQ(program.StatusOf(1).phase, RunPhase::kSucceeded);
  EXPECT_EQ(program.StatusOf(1).counts.succeeded, 2);
}

TEST_F(Recovery, EndsAFailedRunWhoseEndWasNotRecorded) {
  Program program(State());
  program.Create(Workflow({"name: a, script: 'true'", "name: b, script: 'true', dependsOn: [a]"}));
  program.history.RecordAttempt(1, Ended("a", Reason::kFailed));
  EXPECT_TRUE(RecoverRuns(State(), program.history, program.clock).empty());
  EXPECT_EQ(program.StatusOf(1).phase, RunPhase::kFailed);
  EXPECT_EQ(program.StatusOf(1).jobs[1].phase, JobPhase::kBlocked);
}

TEST_F(Recovery, KeepsTheCancellationByAPerson) {
  Program program(State());
  program.Create(kFour);
  domain::Status status = program.StatusOf(1);
  status.phase = RunPhase::kRunning;
  status.reason = Reason::kCancelled;
  program.history.Save({.uid = "1"}, "", status);
  EXPECT_TRUE(RecoverRuns(State(), program.history, program.clock).empty());
  EXPECT_EQ(program.StatusOf(1).reason, Reason::kCancelled);
}

TEST_F(Recovery, EndsARunWhoseManifestCannotBeRead) {
  Program program(State());
  domain::Status status = BeginRun(CheckText(kFour), program.clock).recorded;
  for (const char* manifest : {"", "{", "kind: Other", "a: [b"}) {
    program.history.Create({.name = "etl", .manifest = manifest}, {}, status);
  }
  EXPECT_EQ(RecoverRuns(State(), program.history, program.clock), (Numbers{4, 3, 2, 1}));
  EXPECT_EQ(program.StatusOf(1).phase, RunPhase::kCancelled);
}

TEST_F(Recovery, CollectsLastWords) {
  Program program(State());
  program.Create(Workflow({"name: a, script: 'true'"}));
  history::AttemptRecord begun = Ended("a", Reason::kNone);
  begun.ending.reset();
  program.history.RecordAttempt(1, begun);
  const local::RunFolder of_run(State(), 1);
  folder.Write("logs/1/a.1.json", R"({"v":1,"reason":"Completed","exitCode":0})");
  EXPECT_TRUE(RecoverRuns(State(), program.history, program.clock).empty());
  EXPECT_EQ(program.StatusOf(1).phase, RunPhase::kSucceeded);
  EXPECT_FALSE(std::filesystem::exists(of_run.WordsPath("a", 1)));
}

}  // namespace
}  // namespace executioner::standalone::testing
