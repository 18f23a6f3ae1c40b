// What the runner is called with: arguments, EXECUTIONER_SPEC, its other variables.
#include <string>
#include <sys/stat.h>

#include <gtest/gtest.h>

#include "runner/contract/exit_codes.h"
#include "tests/integration/runner/runner_process.h"

namespace executioner::runner::testing {
namespace {

using nlohmann::json;

Answer Call(const std::vector<std::string>& arguments) {
  Start start;
  start.arguments = arguments;
  return RunToEnd(start);
}

TEST(Input, ThatIsMalformedIs64AndNamesTheField) {
  Start start;
  start.spec = {{"v", 1}, {"command", {"true"}}, {"timeoutSeconds", "30"}};
  const Answer answer = RunToEnd(start);
  EXPECT_EQ(answer.exit_code, kExitBadInput);
  EXPECT_EQ(answer.Reason(), "Error");
  EXPECT_EQ(answer.Message().substr(0, 33), "EXECUTIONER_SPEC: timeoutSeconds:");
  EXPECT_EQ(answer.error, "executioner-runner: " + answer.Message() + "\n");
}

TEST(Input, ThatIsMissingIsReported) {
  const Answer answer = Call({});
  EXPECT_EQ(answer.exit_code, kExitBadInput);
  EXPECT_EQ(answer.Message(), "EXECUTIONER_SPEC is not set; it says what to run (see --help)");
}

TEST(Input, MayHave96KibiBytes) {
  const std::string script = "echo $# #" + std::string(96 * 1024 - 100, 'x');
  EXPECT_EQ(RunToEnd(Script(script)).output, "0\n");
}

TEST(Input, AcceptsOnlyAbsolutePaths) {
  Start start = Script("echo started");
  start.variables["EXECUTIONER_RESULTS"] = "results";
  const Answer answer = RunToEnd(start);
  EXPECT_EQ(answer.output, "");
  EXPECT_EQ(answer.exit_code, kExitBadInput);
  EXPECT_EQ(answer.Message(), "EXECUTIONER_RESULTS: expected an absolute path, not 'results'");
}

TEST(Arguments, PrintVersionAndHelp) {
  EXPECT_EQ(Call({"version"}).output.substr(0, 19), "executioner-runner ");
  EXPECT_EQ(Call({"--version"}).output, Call({"version"}).output);
  EXPECT_NE(Call({"--help"}).output.find("EXECUTIONER_SPEC"), std::string::npos);
  EXPECT_EQ(Call({"help"}).exit_code, 0);
}

TEST(Arguments, ThatAreUnknownAre64) {
  const Answer answer = Call({"run", "x"});
  EXPECT_EQ(answer.exit_code, kExitBadInput);
  EXPECT_EQ(answer.error,
            "executioner-runner: unknown arguments, beginning with 'run'; see --help\n");
}

TEST(Install, CopiesTheProgramItself) {
  const TemporaryFolder folder;
  folder.Write("runner", "an older one");
  Start start;
  start.arguments = {"install", folder.Path()};
  start.wrapper = {"sh", "-c", "umask 077; exec \"$0\" \"$@\""};
  EXPECT_EQ(RunToEnd(start).exit_code, 0);
  EXPECT_TRUE(ReadFile(folder.Path("runner")) == ReadFile(EXECUTIONER_RUNNER));
  struct stat status = {};
  ASSERT_EQ(stat(folder.Path("runner").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0755U);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.Path()), {}), 1)
      << "nothing temporary is left";
}

TEST(Install, ReportsWhyItFails) {
  const Answer answer = Call({"install", "/no/such"});
  EXPECT_EQ(answer.exit_code, kExitRunnerFailed);
  EXPECT_EQ(answer.error,
            "executioner-runner: cannot install /no/such/runner: No such file or directory\n");
}

}  // namespace
}  // namespace executioner::runner::testing
