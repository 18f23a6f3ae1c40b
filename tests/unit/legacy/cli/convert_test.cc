/// \file
/// What `convert` refuses, and what it says in the header of what it writes.
#include <csignal>
#include <filesystem>
#include <sys/resource.h>

#include <gtest/gtest.h>

#include "tests/unit/legacy/cli/legacy_fixture.h"

namespace executioner::cli {
namespace {

class Convert : public Legacy {
 protected:
  Said Converted(Words words) {
    words.insert(words.begin(), "convert");
    return line.Run(words);
  }

  std::string Old(const std::string& name, const std::string& keys = "") const {
    return line.Write(name, R"({"working_dir": "/tmp", )" + keys +
                                R"("jobs": [{"id": "a", "command": "true"}]})");
  }
};

TEST_F(Convert, ReportsWhyAFileCannotBeWritten) {
  const Said said = Converted({Config(R"({"id": "a", "command": "true"})"), "-o", "/nonexist/x"});
  EXPECT_EQ(said.code, 2);
  EXPECT_EQ(said.err, "executioner: /nonexist/x: cannot be written: No such file or directory\n");
}

TEST_F(Convert, DoesNotOverwriteItsInput) {
  const std::string old = Config(R"({"id": "a", "command": "true"})");
  const std::string before = TextOf(old);
  const Said said = Converted({old, "-o", old});
  EXPECT_EQ(said.code, 2);
  EXPECT_TRUE(Has(said.err, "is the file that is converted")) << said.err;
  EXPECT_EQ(TextOf(old), before);
}

TEST_F(Convert, DoesNotChangeAFileThatItCannotReplace) {
  const std::string old =
      Config(R"({"id": "a", "command": "true )" + std::string(5000, 'x') + R"("})");
  const std::string output = line.Write("out.yaml", "precious");
  const auto before = std::signal(SIGXFSZ, SIG_IGN);
  rlimit limit = {};
  getrlimit(RLIMIT_FSIZE, &limit);
  rlimit few = limit;
  few.rlim_cur = 3000;
  setrlimit(RLIMIT_FSIZE, &few);
  const Said said = Converted({old, "-o", output});
  setrlimit(RLIMIT_FSIZE, &limit);
  std::signal(SIGXFSZ, before);
  EXPECT_EQ(said.code, 2);
  EXPECT_TRUE(Has(said.err, output + ": cannot be written: File too large")) << said.err;
  EXPECT_EQ(TextOf(output), "precious");
  EXPECT_EQ(Converted({old, "-o", output}).code, 0);
  EXPECT_TRUE(Has(TextOf(output), "kind: Workflow"));
}

TEST_F(Convert, RejectsFlagsWithoutEffect) {
  const std::string old = Config(R"({"id": "a", "command": "true"})");
  const std::string script = line.Write("x.sh", "true\n");
  const std::vector<std::pair<Words, std::string>> table{
      {{old, "--prefix", "never"}, "--prefix: has an effect only with --from merge"},
      {{"--from", "bash", script, "--prefix", "never"},
       "--prefix: has an effect only with --from merge"},
      {{old, "--log-dir", "x"}, "--log-dir: has an effect only with --from release-notes"},
      {{old, "--no-critical-check"},
       "--no-critical-check: has an effect only with --from release-notes"},
      {{old, "--name", "x"}, "--name: has an effect only with --from"},
      {{"--from", "bash", script, "--to-json"}, "--to-json: has no effect with --from"},
      {{"--from", "bash", script, "--lossy"}, "--lossy: has no effect with --from"},
      {{"--to-json", old, "--image", "x"}, "--image: has no effect with --to-json"}};
  for (const auto& [words, complaint] : table) {
    const Said said = Converted(words);
    EXPECT_EQ(said.code, 2) << testing::PrintToString(words);
    EXPECT_EQ(said.out, "") << testing::PrintToString(words);
    EXPECT_EQ(said.err, "executioner: " + complaint + "\n") << testing::PrintToString(words);
  }
  EXPECT_EQ(Converted({"--from", "bash", script, "--name", "x"}).code, 0);
}

TEST_F(Convert, MergingAFileWithItselfSaysWhatToDo) {
  const std::string old = Old("a.json");
  const Said said = Converted({"--from", "merge", old, old});
  EXPECT_EQ(said.code, 3);
  EXPECT_TRUE(said.err.starts_with(old + ":1:1: another file is called 'a' too")) << said.err;
}

TEST_F(Convert, TheHeaderOfAMergeNamesAllFiles) {
  const Said said = Converted({"--from", "merge", Old("a.json"), Old("b.json"), Old("c.json")});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_TRUE(
      said.out.starts_with("# Made by 'executioner convert' from a.json, b.json, c.json.\n"))
      << said.out;
}

TEST_F(Convert, AMergeNamesWhereAnOldConfigurationDiffers) {
  const std::string odd = Old("a.json", R"("default_timeout": 0.5, )");
  const Said said = Converted({"--from", "merge", odd, Old("b.json")});
  EXPECT_TRUE(Has(said.out,
                  "# Differences:\n#   " + odd + ":1:25: default_timeout: is rounded up to 1 s\n"))
      << said.out;
}

TEST_F(Convert, NamesLinesOfReleaseNotesThatItDoesNotConvert) {
  const std::string notes = line.Write("notes.txt",
                                       "Release 7, run it twice and make sure to cp nothing\n"
                                       "run -u scott a.sh\n  2. cp a.sql b.sql\n");
  const Said said = Converted({"--from", "release-notes", notes});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_TRUE(Has(said.out, "# Differences:\n#   " + notes + ":3: not taken: 2. cp a.sql b.sql\n"))
      << said.out;
}

}  // namespace
}  // namespace executioner::cli
