/// \file
/// Bad manifests and bad surroundings, as a person meets them: the text, the exit code, and that
/// nothing is lost.
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <sys/resource.h>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "controller/adapters/local/run_lock.h"
#include "controller/adapters/store/sqlite_database.h"
#include "tests/unit/cli/binary.h"

namespace executioner::cli {
namespace {

using namespace std::string_literals;
using nlohmann::json;

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// What `act` gives while children of this process may write no file of more than a few bytes.
template <typename Act>
Said UnderAFileSizeLimit(const Act& act) {
  rlimit before = {};
  getrlimit(RLIMIT_FSIZE, &before);
  rlimit few = before;
  few.rlim_cur = 8192;
  setrlimit(RLIMIT_FSIZE, &few);
  Said said = act();
  setrlimit(RLIMIT_FSIZE, &before);
  return said;
}

/// Each alias stands for nine of the one before.
std::string AliasBomb() {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
    for (int copy = 1; copy < 9; ++copy) {
      text += ", " + before;
    }
    text += "]\n";
  }
  return text;
}

struct BadManifest {
  const char* name;
  std::string text;
  const char* place;    // behind the path; "" when the whole file is meant
  const char* snippet;  // a line of the manifest that is shown
};

std::vector<BadManifest> BadManifests() {
  const std::string head = "apiVersion: executioner.dev/v1alpha1\nkind: Workflow\n";
  return {
      {"malformed YAML", head + "metadata: {name: a\nspec: [\n", ":", ""},
      {"malformed JSON", "{\"kind\": \"Workflow\",\n \"spec\": ]\n", ":2:", " \"spec\": ]"},
      {"an alias bomb", AliasBomb(), ":", ""},
      {"a cyclic anchor", head + "spec: &s\n  jobs: [*s]\n", ":4:", "  jobs: [*s]"},
      {"more than 10 MB", head + "# " + std::string(11'000'000, 'x') + "\n", "", ""},
      {"deep nesting", head + "spec: " + std::string(20'000, '[') + "\n", ":3:", ""},
      {"a key given twice", head + "kind: Job\n", ":3:1", "kind: Job"},
      {"an unquoted yes", head + "metadata: {name: a}\nspec: {suspend: yes}\n",
       ":4:", "spec: {suspend: yes}"},
      {"a NUL byte", head + "metadata: {name: a\0b}\n"s, ":3:", ""},
      {"invalid UTF-8", head + "metadata: {name: \"a\xFF\"}\n", ":3:", ""},
      {"nothing", "", "", ""},
  };
}

TEST(BadManifests, AreRejectedWithTheirPlaceAndChangeNothing) {
  for (const BadManifest& bad : BadManifests()) {
    CommandLine line;
    const std::string file = line.Write("bad.yaml", bad.text);
    for (const char* command : {"run", "validate"}) {
      const Said said = line.Run({command, file});
      EXPECT_EQ(said.code, kInvalidManifest) << bad.name << "\n" << said.err.substr(0, 500);
      EXPECT_TRUE(said.err.starts_with(file + bad.place)) << bad.name << "\n"
                                                          << said.err.substr(0, 500);
      EXPECT_TRUE(Has(said.err, bad.snippet)) << bad.name << "\n" << said.err.substr(0, 500);
      EXPECT_LT(said.err.size(), 2000U) << bad.name;
    }
    EXPECT_FALSE(std::filesystem::exists(line.State())) << bad.name;
  }
}

TEST(BadManifests, ThatCannotBeReadAreWrongUsage) {
  CommandLine line;
  EXPECT_EQ(line.Run({"validate", line.Folder() + "/none.yaml"}).code, kUsage);
  const Said folder = line.Run({"validate", line.Folder()});
  EXPECT_EQ(folder.code, kUsage);
  EXPECT_TRUE(Has(folder.err, "cannot be read")) << folder.err;
}

class Surroundings : public testing::Test {
 protected:
  std::string Database() const { return line.State() + "/history.db"; }

  void ExpectUnreachable(const std::string& words) {
    const std::string file = line.Write("good.yaml", WorkflowOf("{name: a, script: 'true'}"));
    for (const std::vector<std::string>& command :
         {std::vector<std::string>{"list"}, {"run", file}, {"resume", "1"}}) {
      const Said said = line.Run(command);
      EXPECT_EQ(said.code, kBackendUnreachable) << said.err;
      EXPECT_TRUE(Has(said.err, words)) << said.err;
      EXPECT_TRUE(Has(said.err, Database())) << said.err;
    }
  }

  CommandLine line;
};

TEST_F(Surroundings, ADamagedDatabaseIsNamedAndNotChanged) {
  line.RunJobs("{name: a, script: 'true'}");
  const std::string junk(8192, 'x');
  std::filesystem::remove(Database() + "-wal");
  std::ofstream(Database(), std::ios::binary) << junk;
  ExpectUnreachable("move it away to start a new history");
  EXPECT_EQ(ReadFile(Database()), junk);
  EXPECT_TRUE(std::filesystem::exists(line.State() + "/logs/1/a.1.log"));
}

TEST_F(Surroundings, AHistoryThatWasMovedAwayKeepsItsLogs) {
  line.RunJobs("{name: a, script: echo old}");
  std::filesystem::rename(Database(), line.Folder() + "/old.db");
  for (const char* part : {"-wal", "-shm"}) {
    std::filesystem::remove(Database() + part);
  }
  EXPECT_EQ(line.RunJobs("{name: a, script: echo new}").code, kSucceeded);
  EXPECT_EQ(line.Run({"logs", "1", "a"}).out, "new\n");
  EXPECT_EQ(ReadFile(line.State() + "/logs/1.old1/a.1.log"), "old\n");
}

TEST_F(Surroundings, AnActiveRunKeepsItsNumberIfItsHistoryIsMovedAway) {
  line.RunJobs("{name: a, script: echo old}");
  std::filesystem::rename(Database(), line.Folder() + "/old.db");
  for (const char* part : {"-wal", "-shm"}) {
    std::filesystem::remove(Database() + part);
  }
  const auto lives = local::RunLock::Try(local::RunFolder(line.State(), 1));
  ASSERT_TRUE(lives.has_value());
  EXPECT_EQ(line.RunJobs("{name: a, script: echo new}").code, kSucceeded);
  EXPECT_EQ(ReadFile(line.State() + "/logs/1/a.1.log"), "old\n");
  EXPECT_EQ(line.Run({"logs", "2", "a"}).out, "new\n");
  EXPECT_FALSE(Has(line.Run({"list", "-o", "json"}).out, "\"run\": 1,"));
}

TEST_F(Surroundings, ARunReportsThatItsHistoryWasRemoved) {
  const Said said =
      line.RunJobs("{name: a, script: 'rm " + Database() + "'}, {name: b, script: 'true'}");
  EXPECT_EQ(said.code, kBackendUnreachable) << said.err;
  EXPECT_TRUE(Has(said.err, Database() + ": the file was removed or replaced")) << said.err;
}

TEST_F(Surroundings, AHistoryThatCannotGrowIsAnError) {
  const std::string file = line.Write("good.yaml", WorkflowOf("{name: a, script: 'true'}"));
  EXPECT_EQ(line.Run({"run", file}).code, kSucceeded);
  const Said said = UnderAFileSizeLimit([&] { return Program(line, {"run", file}).Wait(); });
  EXPECT_EQ(said.code, kBackendUnreachable) << said.err;
  EXPECT_TRUE(Has(said.err, "raise the file size limit ('ulimit -f')")) << said.err;
  EXPECT_FALSE(Has(said.err, "succeeded")) << said.err;
}

TEST_F(Surroundings, AHistoryOfANewerProgramIsRejected) {
  line.RunJobs("{name: a, script: 'true'}");
  store::SqliteDatabase(Database()).Run("INSERT INTO schema_version VALUES (99, '')");
  ExpectUnreachable("a newer version of executioner has written this history (99");
}

TEST_F(Surroundings, ALockedDatabaseCanBeReadAndWritersWait) {
  line.RunJobs("{name: a, script: 'true'}");
  store::SqliteDatabase other(Database());
  other.Run("BEGIN IMMEDIATE");
  EXPECT_EQ(line.Run({"list", "-o", "name"}).out, "1\n");
  const std::string file = line.Write("good.yaml", WorkflowOf("{name: a, script: 'true'}"));
  Program run(line, {"run", file});
  const Said said = run.Wait();
  EXPECT_EQ(said.code, kBackendUnreachable) << said.err;
  EXPECT_TRUE(Has(said.err, "another process keeps it locked; try again")) << said.err;
  other.Run("COMMIT");
  EXPECT_EQ(Program(line, {"run", file}).Wait().code, kSucceeded);
}

/// Runs a script of sh(1) with `small`, a disk of 2 MiB, in a mount namespace of its own.
/// \return its exit code; nothing when such a namespace is not permitted
std::optional<int> OnASmallDisk(const CommandLine& line, const std::string& script) {
  const std::string disk = line.Folder() + "/small";
  std::filesystem::create_directories(disk);
  if (std::system("unshare -m mount -t tmpfs none /mnt 2>/dev/null") != 0) {
    return std::nullopt;
  }
  const std::string file =
      line.Write("disk.sh", "set -u\nmount -t tmpfs -o size=2m none " + disk + " || exit 99\ncd " +
                                line.Folder() + "\nexport EXECUTIONER_STATE_DIR=" + disk +
                                "/state EXECUTIONER_RUNNER=" EXECUTIONER_RUNNER
                                "\nexecutioner() { " EXECUTIONER_BINARY " \"$@\"; }\n" +
                                script);
  const int status =
      std::system(("unshare -m sh " + file + " >" + line.Folder() + "/said 2>&1").c_str());
  return WEXITSTATUS(status);
}

TEST_F(Surroundings, AFullDiskIsReportedAndTheHistoryIsKept) {
  line.Write("good.yaml", WorkflowOf("{name: a, script: echo hello}"));
  const auto code = OnASmallDisk(line,
                                 "executioner run good.yaml || exit 1\n"
                                 "dd if=/dev/zero of=small/fill bs=4k 2>/dev/null\n"
                                 "executioner run good.yaml; [ $? = 5 ] || exit 2\n"
                                 "rm small/fill\n"
                                 "[ \"$(executioner logs 1 a)\" = hello ] || exit 3\n"
                                 "executioner run good.yaml || exit 4\n");
  if (!code) {
    GTEST_SKIP() << "mount namespaces are not permitted";
  }
  const std::string said = ReadFile(line.Folder() + "/said");
  EXPECT_EQ(*code, 0) << said;
  EXPECT_TRUE(Has(said, "full")) << said;
}

TEST_F(Surroundings, AJobThatFillsTheDiskHoldsTheRunUntilSpaceIsFree) {
  line.Write("big.yaml",
             WorkflowOf("{name: first, script: echo x >> ran}, {name: big, dependsOn: [first], "
                        "script: 'test -e ok || exec head -c 100000000 /dev/zero'}"));
  const auto code = OnASmallDisk(line,
                                 "{ executioner run big.yaml 2>&1 >/dev/null; echo code $?; } |\n"
                                 "while read -r told; do case $told in\n"
                                 "*'trying again') : > small/state/logs/1/big.1.log ;;\n"
                                 "'code 1') touch ok ;;\n"
                                 "esac; done\n"
                                 "[ -e ok ] || exit 1\n"
                                 ": > small/state/logs/1/big.1.log\n"
                                 "executioner list\n"
                                 "executioner resume 1 || exit 2\n"
                                 "[ \"$(wc -l < ran)\" = 1 ] || exit 3\n");
  if (!code) {
    GTEST_SKIP() << "mount namespaces are not permitted";
  }
  EXPECT_EQ(*code, 0) << ReadFile(line.Folder() + "/said");
}

TEST(OddJobs, MayWriteAHundredMegabytes) {
  CommandLine line;
  const Said said = line.RunJobs("{name: a, script: 'head -c 100000000 /dev/zero'}", {"-q"});
  EXPECT_EQ(said.code, kSucceeded) << said.err;
  EXPECT_EQ(std::filesystem::file_size(line.State() + "/logs/1/a.1.log"), 100'000'000U);
}

TEST(OddJobs, MayCloseTheirOutputIgnoreTermAndLeaveDaemons) {
  CommandLine line;
  const std::string pipe = line.Folder() + "/pipe";
  ASSERT_EQ(std::system(("mkfifo " + pipe).c_str()), 0);
  const std::string file = line.Write(
      "odd.yaml",
      WorkflowOf(
          "{name: closes, script: 'exec >&- 2>&-; true'}, {name: stays, dependsOn: [closes], "
          "terminationGracePeriodSeconds: 1, script: \"trap '' TERM; setsid sh -c 'read x < " +
          pipe + "' & echo up; while :; do read x < " + pipe + "; done\"}"));
  Program run(line, {"run", file});
  ASSERT_TRUE(run.AwaitOutput("up"));
  run.Signal(SIGTERM);
  EXPECT_EQ(run.Wait().code, 128 + SIGTERM);
  EXPECT_NE(std::system(("timeout 0.2 sh -c 'echo x > " + pipe + "'").c_str()), 0)
      << "somebody still reads the pipe";
}

TEST(ManyJobs, TenThousandAreRecordedShownAndResumed) {
  CommandLine line;
  std::string jobs = "{name: first, script: 'test -e ok && exit 1; echo x > ok; exit 1'}";
  for (int i = 0; i < 9'999; ++i) {
    jobs += ", {name: j" + std::to_string(i) + ", dependsOn: [first], script: 'true'}";
  }
  const Said said = line.RunJobs(jobs, {"-q"});
  EXPECT_EQ(said.code, kRunFailed) << said.err.substr(0, 500);
  const json run = json::parse(line.Run({"show", "1", "-o", "json"}).out);
  EXPECT_EQ(run["jobs"].size(), 10'000U);
  EXPECT_EQ(line.Run({"resume", "1", "--failed-only", "-q"}).code, kRunFailed);
  EXPECT_EQ(line.Run({"list", "-o", "name"}).out, "1\n");
}

TEST(TwoPrograms, ThatResumeOneRunExcludeEachOther) {
  CommandLine line;
  const std::string pipe = line.Folder() + "/go";
  ASSERT_EQ(std::system(("mkfifo " + pipe).c_str()), 0);
  line.RunJobs("{name: a, script: \"test -e ok || exit 1; echo up; read x < " + pipe +
               "; echo x >> ran\"}");
  line.Write("ok", "");
  Program first(line, {"resume", "1"});
  ASSERT_TRUE(first.AwaitOutput("up"));
  const Said second = Program(line, {"resume", "1"}).Wait();
  EXPECT_EQ(second.code, kUsage);
  EXPECT_TRUE(Has(second.err, "another program works on it")) << second.err;
  EXPECT_EQ(std::system(("echo go > " + pipe).c_str()), 0);
  EXPECT_EQ(first.Wait().code, kSucceeded);
  EXPECT_EQ(ReadFile(line.Folder() + "/ran"), "x\n");
}

}  // namespace
}  // namespace executioner::cli
