// Pre- and post-checks.
#include <csignal>
#include <string>
#include <sys/stat.h>
#include <vector>

#include <gtest/gtest.h>

#include "runner/contract/exit_codes.h"
#include "tests/integration/runner/runner_process.h"

namespace executioner::runner::testing {
namespace {

using nlohmann::json;

/// One check as the only one after a command that succeeds.
Answer After(const json& check) {
  return RunToEnd(Script("true", {{"postChecks", json::array({check})}}));
}

json Lacks(const std::string& glob, const std::string& pattern) {
  return {{"filesLack", {{"glob", glob}, {"pattern", pattern}}}};
}

json Matches(const std::string& glob, const std::string& pattern) {
  return {{"filesMatch", {{"glob", glob}, {"pattern", pattern}}}};
}

json OfPath(const char* type, const std::string& path) {
  return {{type, {{"path", path}}}};
}

json OfCommand(const json& argv, int timeout_seconds = 60) {
  return {{"command", {{"command", argv}, {"timeoutSeconds", timeout_seconds}}}};
}

TEST(Check, BeforeTheCommandPreventsItsStart) {
  const Answer answer =
      RunToEnd(Script("echo started", {{"preChecks", {OfPath("fileExists", "/no/such")}}}));
  EXPECT_EQ(answer.output, "");
  EXPECT_EQ(answer.exit_code, kExitPreCheckFailed);
  EXPECT_EQ(answer.Reason(), "PreCheckFailed");
  EXPECT_EQ(answer.Message(), "pre-check 1 (fileExists /no/such): No such file or directory");
  EXPECT_EQ(answer.words["check"],
            (json{{"stage", "pre"}, {"index", 0}, {"type", "fileExists"}, {"path", "/no/such"}}));
  EXPECT_FALSE(answer.words.contains("cpuMs")) << "the command did not run";
}

TEST(Check, AfterTheCommandTurnsItsSuccessIntoAFailure) {
  const Answer answer = RunToEnd(
      Script("echo ran",
             {{"postChecks",
               {OfPath("fileExists", "/etc/passwd"), OfPath("directoryExists", "/etc/passwd")}}}));
  EXPECT_EQ(answer.output, "ran\n");
  EXPECT_EQ(answer.exit_code, kExitPostCheckFailed);
  EXPECT_EQ(answer.Reason(), "PostCheckFailed");
  EXPECT_EQ(answer.words["check"]["stage"], "post");
  EXPECT_EQ(answer.words["check"]["index"], 1);
}

TEST(Check, IsSkippedAfterAFailedCommand) {
  const Answer answer =
      RunToEnd(Script("exit 3", {{"postChecks", {OfCommand({"echo", "checked"})}}}));
  EXPECT_EQ(answer.output, "");
  EXPECT_EQ(answer.exit_code, 3);
}

TEST(Check, ListStopsAtTheFirstFailure) {
  const Answer answer = RunToEnd(Script("true", {{"preChecks",
                                                  {OfCommand({"echo", "one"}), OfCommand({"false"}),
                                                   OfCommand({"echo", "three"})}}}));
  EXPECT_EQ(answer.output, "one\n");
  EXPECT_EQ(answer.words["check"]["index"], 1);
}

TEST(Check, OfPathsDistinguishesFilesAndFolders) {
  const TemporaryFolder folder;
  const std::string full = folder.Write("full", "x");
  const std::string empty = folder.Write("empty", "");
  EXPECT_EQ(After(OfPath("fileExists", empty)).Reason(), "Completed");
  EXPECT_EQ(After(OfPath("fileExists", folder.Path())).Message(),
            "post-check 1 (fileExists " + folder.Path() + "): not a regular file");
  EXPECT_EQ(After(OfPath("directoryExists", folder.Path())).Reason(), "Completed");
  EXPECT_EQ(After(OfPath("directoryExists", full)).Message(),
            "post-check 1 (directoryExists " + full + "): not a directory");
  EXPECT_EQ(After(OfPath("fileNotEmpty", full)).Reason(), "Completed");
  EXPECT_EQ(After(OfPath("fileNotEmpty", empty)).Message(),
            "post-check 1 (fileNotEmpty " + empty + "): the file is empty");
}

TEST(Check, OfARelativePathUsesTheWorkingDirectory) {
  EXPECT_EQ(RunToEnd(Script("true", {{"workingDir", "/etc"},
                                     {"preChecks", {OfPath("fileExists", "passwd")}}}))
                .exit_code,
            0);
}

TEST(FilesLack, NamesFileAndLine) {
  const TemporaryFolder folder;
  folder.Write("a.log", "fine\n");
  const std::string bad = folder.Write("b.log", "one\ntwo\nORA-00942: table does not exist\n");
  const Answer answer = After(Lacks(folder.Path("*.log"), "ORA-|SP2-"));
  EXPECT_EQ(answer.Reason(), "PostCheckFailed");
  EXPECT_EQ(answer.Message(), "post-check 1 (filesLack " + folder.Path("*.log") +
                                  ", pattern ORA-|SP2-): " + bad +
                                  ":3: this line matches: ORA-00942: table does not exist");
  EXPECT_EQ(answer.words["check"], (json{{"stage", "post"},
                                         {"index", 0},
                                         {"type", "filesLack"},
                                         {"glob", folder.Path("*.log")},
                                         {"pattern", "ORA-|SP2-"},
                                         {"file", bad},
                                         {"line", 3}}));
}

TEST(FilesLack, PassesWhenNoLineMatches) {
  const TemporaryFolder folder;
  folder.Write("a.log", "fine\nORA\n");
  EXPECT_EQ(After(Lacks(folder.Path("*.log"), "ORA-|SP2-")).Reason(), "Completed");
}

TEST(FilesLack, FailsWithoutAFileUnlessThatIsAllowed) {
  const TemporaryFolder folder;
  json check = Lacks(folder.Path("*.log"), "x");
  EXPECT_NE(After(check).Message().find("no file matches the glob"), std::string::npos);
  check["filesLack"]["requireMatch"] = false;
  EXPECT_EQ(After(check).Reason(), "Completed");
}

TEST(FilesLack, SearchesLinesOfEveryKind) {
  const TemporaryFolder folder;
  const std::vector<std::string> contents = {
      "bad",                                                        // no line feed at the end
      std::string(3'000'000, 'x') + "\nbad\n",                      // a line longer than any buffer
      std::string("\0bad\n", 5),                                    // behind a NUL
      "\xff\xfe bad\n",                                             // not UTF-8
      std::string(100'000, '\n') + "bad\r\n" + std::string(9, 'x')  // far down
  };
  for (const std::string& content : contents) {
    folder.Write("log", content);
    EXPECT_EQ(After(Lacks(folder.Path("log"), "bad")).Reason(), "PostCheckFailed")
        << content.substr(0, 10);
  }
}

TEST(FilesLack, FailsIfAFileCannotBeRead) {
  const TemporaryFolder folder;
  std::filesystem::create_symlink("/no/such", folder.Path("link"));
  const Answer answer = After(Lacks(folder.Path("*"), "x"));
  EXPECT_EQ(answer.words["check"]["file"], folder.Path("link"));
  EXPECT_NE(answer.Message().find("cannot be read: No such file or directory"), std::string::npos);
}

TEST(FilesLack, SkipsOtherThanRegularFiles) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.Path("folder"));
  ASSERT_EQ(mkfifo(folder.Path("fifo").c_str(), 0600), 0);
  EXPECT_NE(After(Lacks(folder.Path("*"), "x")).Message().find("no file matches"),
            std::string::npos);
}

TEST(FilesMatch, RequiresALineInEachFile) {
  const TemporaryFolder folder;
  folder.Write("a", "head\ndone: 42 rows\n");
  EXPECT_EQ(After(Matches(folder.Path("*"), "^done: [0-9]+ rows$")).Reason(), "Completed");
  const std::string without = folder.Write("b", "head\n");
  const Answer answer = After(Matches(folder.Path("*"), "^done: [0-9]+ rows$"));
  EXPECT_EQ(answer.words["check"]["file"], without);
  EXPECT_NE(answer.Message().find("no line matches"), std::string::npos);
}

TEST(FilesMatch, FailsWithoutAFile) {
  EXPECT_NE(After(Matches("/no/such/*", "x")).Message().find("no file matches the glob"),
            std::string::npos);
}

TEST(FilesMatch, SupportsCharacterClasses) {
  const TemporaryFolder folder;
  folder.Write("a", "Total 12\t rows\n");
  EXPECT_EQ(After(Matches(folder.Path("[[:alpha:]]"),
                          "^[[:upper:]][[:lower:]]+ [[:digit:]]{2}[[:space:]]+"))
                .Reason(),
            "Completed");
  EXPECT_EQ(After(Matches(folder.Path("a"), "[[:punct:][:cntrl:]]x")).Reason(), "PostCheckFailed");
}

/// A pre-check and the command that say that they run, then a good check and a bad one.
Answer WithBadPattern(const char* list, const json& bad) {
  Start start = Script("echo ran", {{"preChecks", json::array({OfCommand({"echo", "checked"})})},
                                    {"postChecks", json::array({Matches("/etc/passwd", "x")})}});
  start.spec[list].push_back(bad);
  return RunToEnd(start);
}

TEST(Pattern, ThatIsInvalidIsRejectedBeforeAnythingRuns) {
  const Answer post = WithBadPattern("postChecks", Lacks("/etc/passwd", "(a"));
  EXPECT_EQ(post.output, "");
  EXPECT_EQ(post.exit_code, kExitBadInput);
  EXPECT_EQ(post.Reason(), "Error");
  EXPECT_EQ(
      post.Message(),
      "EXECUTIONER_SPEC: postChecks[1].filesLack.pattern: '(a' is not a POSIX extended regular "
      "expression");
  const Answer pre = WithBadPattern("preChecks", Matches("/etc/passwd", "[z"));
  EXPECT_EQ(pre.output, "");
  EXPECT_NE(pre.Message().find("preChecks[1].filesMatch.pattern: '[z'"), std::string::npos)
      << pre.Message();
}

TEST(CommandCheck, ReportsHowItEnded) {
  EXPECT_EQ(After(OfCommand({"true"})).Reason(), "Completed");
  const Answer answer = After(OfCommand({"sh", "-c", "exit 3"}));
  EXPECT_EQ(answer.Message(), "post-check 1 (command sh): ended with exit code 3");
  EXPECT_EQ(answer.words["check"]["exitCode"], 3);
  EXPECT_EQ(answer.words["check"]["command"], "sh -c exit 3");
  EXPECT_EQ(After(OfCommand({"sh", "-c", "kill -9 $$"})).Message(),
            "post-check 1 (command sh): ended by signal 9");
  EXPECT_EQ(After(OfCommand({"no-such"})).Message(),
            "post-check 1 (command no-such): cannot be started: No such file or directory");
}

TEST(CommandCheck, HasItsOwnTimeout) {
  const Answer answer = After(OfCommand({"sleep", "1000"}, 1));
  EXPECT_EQ(answer.Reason(), "PostCheckFailed");
  EXPECT_EQ(answer.Message(), "post-check 1 (command sleep): ran longer than 1 s");
}

}  // namespace
}  // namespace executioner::runner::testing
