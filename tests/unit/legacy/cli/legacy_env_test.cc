// Variables of old configurations: who wins, and which value `${NAME}` stands for.
#include "tests/unit/legacy/cli/legacy_fixture.h"

namespace executioner::cli {
namespace {

using LegacyEnv = Legacy;

TEST_F(LegacyEnv, TheCommandLineReachesReferencesOfJobsAndOfChecks) {
  const Said said = Run(
      R"({"id": "a", "command": "echo \"$D $P\" > f_cli; cat f_cli", "env_variables": {"P": "p_${D}"},
          "post_checks": [{"name": "check_file_exists", "params": {"path": "f_${D}"}}]})",
      {"--env", "D=cli"}, R"("env_variables": {"D": "file"}, )");
  EXPECT_EQ(said.code, 0) << said.out << said.err;
  EXPECT_EQ(LogOf("a"), "cli p_cli\n");
}

TEST_F(LegacyEnv, TheCommandLineNamesItsOwnAndInheritedVariables) {
  line.context.environment["OUTER"] = "o";
  Run(R"({"id": "a", "command": "echo \"$K $L $OUTER\""})",
      {"--env", "D=cli,K=k_${D}", "--env", "L=${OUTER}/l", "--env", "OUTER=${OUTER}:more"},
      R"("env_variables": {"D": "file"}, )");
  EXPECT_EQ(LogOf("a"), "k_cli o:more/l o:more\n");
}

TEST_F(LegacyEnv, TheApplicationsVariablesNameEachOtherOnly) {
  Run(R"({"id": "a", "command": "echo \"$FILE\"", "env_variables": {"DAY": "job"}})", {},
      R"("env_variables": {"DAY": "app", "FILE": "data_${DAY}"}, )");
  EXPECT_EQ(LogOf("a"), "data_app\n");
}

TEST_F(LegacyEnv, ACycleIsReportedAndNotInterpolated) {
  const Said said = Run(R"({"id": "a", "command": "echo \"$X $Y $Z\""})", {},
                        R"("env_variables": {"X": "${Y}", "Y": "${X}", "Z": "z"}, )");
  EXPECT_TRUE(Has(said.err, "env_variables: X, Y: refer to each other in a cycle")) << said.err;
  EXPECT_EQ(LogOf("a"), "${Y} ${X} z\n");
}

TEST_F(LegacyEnv, VariablesThatAreTooLongAreRejectedBeforeAnythingRuns) {
  std::string twenty;
  for (int i = 0; i < 20; ++i) {
    twenty += "${A}";
  }
  const std::string config = line.Write(
      "long.json", R"({"working_dir": ")" + line.Folder() + R"(", "env_variables": {"A": ")" +
                       std::string(2000, 'x') + R"(", "B": ")" + twenty +
                       R"("}, "jobs": [{"id": "a", "command": "touch ran"}]})");
  for (const std::vector<std::string>& words : {std::vector<std::string>{"-c", config},
                                                {"-c", config, "--dry-run"},
                                                {"convert", config},
                                                {"convert", config, "--lossy"},
                                                {"convert", "--from", "merge", config, config}}) {
    const Said said = line.Run(words);
    EXPECT_NE(said.code, 0) << testing::PrintToString(words);
    EXPECT_TRUE(Has(said.err, "env_variables.B: is longer than 32768 bytes")) << said.err;
    EXPECT_EQ(said.out, "");
  }
  EXPECT_FALSE(std::filesystem::exists(line.Folder() + "/ran"));
}

}  // namespace
}  // namespace executioner::cli
