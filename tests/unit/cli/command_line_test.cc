/// \file
/// Words that no command knows, flags before and behind, versions and completions.
#include "tests/unit/cli/command_line.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "controller/runs/local_runs.h"

namespace executioner::cli {
namespace {

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(Words, ThatAreNotACommandExitWithTwoAndNameTheNearest) {
  CommandLine line;
  const Said said = line.Run({"valdate", "x.yaml"});
  EXPECT_EQ(said.code, kUsage);
  EXPECT_TRUE(Has(said.err, "there is no command 'valdate'; did you mean 'validate'?")) << said.err;
}

TEST(Words, ThatAreNotACommandHaveNoHelp) {
  CommandLine line;
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"valdate", "--help"}, {"history", "x", "-h"}}) {
    const Said said = line.Run(words);
    EXPECT_EQ(said.code, kUsage);
    EXPECT_TRUE(Has(said.err, "there is no command '")) << said.err;
  }
  EXPECT_EQ(line.Run({"history", "diff", "--help"}).code, 0);
  EXPECT_EQ(line.Run({"validate", "x.yaml", "--help"}).code, 0);
}

TEST(Words, ThatAreNotAFlagExitWithTwoAndNameTheNearest) {
  CommandLine line;
  const Said said = line.Run({"run", "x.yaml", "--skipp", "a"});
  EXPECT_EQ(said.code, kUsage);
  EXPECT_TRUE(Has(said.err, "there is no flag '--skipp'; did you mean '--skip'?")) << said.err;
  EXPECT_TRUE(Has(said.err, "executioner run --help")) << said.err;
}

TEST(Words, AfterASubcommandNameBothCommands) {
  CommandLine line;
  const Said said = line.Run({"history", "diff", "-o", "name", "1", "2"});
  EXPECT_EQ(said.code, kUsage);
  EXPECT_TRUE(said.err.starts_with("executioner history diff: ")) << said.err;
}

TEST(Words, WithoutACommandNameBothUsages) {
  CommandLine line;
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{}, std::vector<std::string>{"--no-color"}}) {
    const Said said = line.Run(words);
    EXPECT_EQ(said.code, kUsage);
    EXPECT_TRUE(Has(said.err,
                    "'executioner run FILE' runs a manifest, 'executioner -c FILE' an old "
                    "configuration"))
        << said.err;
  }
}

TEST(Words, ThatAreAFileNameTheCommandForIt) {
  CommandLine line;
  EXPECT_TRUE(Has(line.Run({"etl.yaml"}).err,
                  "there is no command 'etl.yaml'; 'executioner run etl.yaml' runs a manifest\n"));
  EXPECT_TRUE(Has(line.Run({"jobs.json"}).err, "'executioner -c jobs.json' an old configuration"));
}

TEST(Words, ThatAreMissingAreNamed) {
  CommandLine line;
  const Said said = line.Run({"run"});
  EXPECT_EQ(said.code, kUsage);
  EXPECT_TRUE(Has(said.err, "file is required")) << said.err;
}

TEST(Words, ThatAreNamesOfCommandsMayBeNamesOfRunsToo) {
  CommandLine line;
  const Said said = line.Run({"show", "list"});
  EXPECT_EQ(said.code, kNotFound);
  EXPECT_TRUE(Has(said.err, "there is no run list; there are no runs yet")) << said.err;
}

TEST(Words, ThatAreInvalidValuesExitWithTwo) {
  CommandLine line;
  const std::string file = line.Write("a.yaml", WorkflowOf("{name: a, script: 'true'}"));
  EXPECT_EQ(line.Run({"plan", file, "-o", "svg"}).code, kUsage);
  EXPECT_EQ(line.Run({"run", file, "--parallelism", "-1"}).code, kUsage);
  EXPECT_EQ(line.Run({"run", file, "--failure-policy", "Never"}).code, kUsage);
}

TEST(Globals, AreAcceptedBeforeAndAfterTheCommand) {
  CommandLine line;
  const std::string file = line.Write("a.yaml", WorkflowOf("{name: a, image: i, script: 'true'}"));
  EXPECT_EQ(line.Run({"--quiet", "validate", file}).out, "");
  EXPECT_EQ(line.Run({"validate", file, "--quiet"}).out, "");
  EXPECT_NE(line.Run({"validate", file}).out, "");
}

TEST(Help, OfEveryCommandExitsWithZero) {
  CommandLine line;
  for (const char* command :
       {"run", "validate", "plan", "list", "show", "logs", "watch", "explain", "resume", "retry",
        "mark-success", "cancel", "history", "completion", "version"}) {
    const Said said = line.Run({command, "--help"});
    EXPECT_EQ(said.code, 0) << command;
    EXPECT_TRUE(Has(said.out, "--no-color")) << command;
  }
}

TEST(Help, IsACommandToo) {
  CommandLine line;
  EXPECT_EQ(line.Run({"help"}).out, line.Run({"--help"}).out);
  const Said said = line.Run({"help", "history", "clean"});
  EXPECT_EQ(said.code, 0);
  EXPECT_EQ(said.out, line.Run({"history", "clean", "--help"}).out);
  const Said unknown = line.Run({"help", "valdate"});
  EXPECT_EQ(unknown.code, kUsage);
  EXPECT_TRUE(Has(unknown.err, "there is no command 'valdate'; did you mean 'validate'?"));
}

TEST(Version, IsTextOrJson) {
  CommandLine line;
  EXPECT_EQ(line.Run({"version"}).out, "executioner 1.2.3\n");
  const auto json = nlohmann::json::parse(line.Run({"version", "-o", "json"}).out);
  EXPECT_EQ(json["version"], "1.2.3");
}

/// What bash offers for a line, with the last word under the cursor.
std::string Offered(const CommandLine& line, const std::string& words) {
  const std::string file = line.Write(
      "complete.sh", line.Run({"completion", "bash"}).out +
                         "executioner() { EXECUTIONER_STATE_DIR=" + line.State() +
                         " " EXECUTIONER_BINARY " \"$@\"; }\nCOMP_WORDS=(executioner " + words +
                         ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n_executioner\n"
                         "printf '%s\\n' \"${COMPREPLY[@]}\" > " +
                         line.Folder() + "/offered\n");
  EXPECT_EQ(std::system(("bash -eu " + file).c_str()), 0);
  std::ifstream offered(line.Folder() + "/offered");
  return {std::istreambuf_iterator<char>(offered), std::istreambuf_iterator<char>()};
}

TEST(Completion, OfBashOffersCommandsFlagsAndRuns) {
  CommandLine line;
  line.RunJobs("{name: a, script: 'true'}");
  EXPECT_EQ(Offered(line, "vali"), "validate\n");
  EXPECT_EQ(Offered(line, "run --work"), "--working-dir\n");
  EXPECT_EQ(Offered(line, "-q history cl"), "clean\n");
  EXPECT_EQ(Offered(line, "history clean --older"), "--older-than\n");
  EXPECT_EQ(Offered(line, "show 1"), "1\n");
  EXPECT_EQ(Offered(line, "show l"), "latest\n");
}

TEST(Completion, OfBashOffersTheWordsOfFlags) {
  CommandLine line;
  EXPECT_EQ(Offered(line, "run etl.yaml --failure-policy C"), "CancelRunning\nContinue\n");
  EXPECT_EQ(Offered(line, "list -o ''"), "table\nwide\njson\nyaml\nname\n");
  EXPECT_EQ(Offered(line, "show 1 --output j"), "json\n");
  EXPECT_EQ(Offered(line, "history export -o c"), "csv\n");
  EXPECT_EQ(Offered(line, "list --phase S"), "Suspended\nSucceeded\n");
  EXPECT_EQ(Offered(line, "--log-level w"), "warning\n");
  EXPECT_EQ(Offered(line, "completion f"), "fish\n");
}

/// Adds a job to the newest run that no manifest could have.
void AddHostileJob(const CommandLine& line) {
  const runs::State state = runs::OpenState(line.context);
  domain::Status status = state.history->Find(1)->status;
  status.jobs.push_back({.name = "e$(exit 3)"});
  state.history->Save({.kind = "Workflow", .uid = "1"}, "", status);
}

TEST(Completion, OfBashOffersTheJobsOfARunOrManifest) {
  CommandLine line;
  const std::string file =
      line.Write("jobs.yaml", WorkflowOf("{name: e1, script: 'true'}, {name: e2, script: 'true'}"));
  line.RunJobs("{name: extract, script: 'true'}, {name: load, script: 'true'}");
  AddHostileJob(line);
  EXPECT_TRUE(Has(line.Run({"show", "1", "-o", "json"}).out, "e$(exit 3)"));
  for (const char* words :
       {"logs 1", "explain 1", "mark-success 1", "retry 1", "mark-success 1 load", "logs -f 1",
        "logs --attempt 2 1", "resume 1 --from"}) {
    EXPECT_EQ(Offered(line, std::string(words) + " e"), "extract\n") << words;
  }
  EXPECT_EQ(Offered(line, "run " + file + " --skip e"), "e1\ne2\n");
  EXPECT_EQ(Offered(line, "logs 1"), "1\n") << "a run comes first";
}

TEST(Completion, OfBashOffersJobsWithCapitalsAndUnderscores) {
  CommandLine line;
  line.RunJobs("{name: Load_2, script: 'true'}, {name: LOAD-3, script: 'true'}");
  EXPECT_EQ(Offered(line, "logs 1 L"), "Load_2\nLOAD-3\n");
}

TEST(Completion, AsksForWhatMayFollow) {
  CommandLine line;
  EXPECT_TRUE(Has(line.Run({"__complete", "--", "resume", "1"}).out, "\n--failed-only\n"));
  EXPECT_FALSE(Has(line.Run({"__complete", "--"}).out, "\nman\n")) << "it is hidden";
  EXPECT_FALSE(Has(line.Run({"__complete", "--"}).out, "__complete"));
}

TEST(Completion, CreatesNoHistoryAndPrintsNoError) {
  const CommandLine line;
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"show"}, {"retry", "1"}, {"resume", "1", "--from"}}) {
    std::vector<std::string> command{"__complete", "--"};
    command.insert(command.end(), words.begin(), words.end());
    const Said said = line.Run(command);
    EXPECT_EQ(said.code, 0) << words.front();
    EXPECT_EQ(said.err, "") << words.front();
    EXPECT_FALSE(std::filesystem::exists(line.State())) << words.front();
  }
}

TEST(Completion, OffersFlagsForARunThatDoesNotExist) {
  const CommandLine line;
  ASSERT_EQ(line.RunJobs("{name: a, script: 'true'}").code, 0);
  const Said said = line.Run({"__complete", "--", "retry", "7"});
  EXPECT_EQ(said.code, 0);
  EXPECT_EQ(said.err, "");
  EXPECT_TRUE(Has(said.out, "\n--queue\n")) << said.out;
}

TEST(Completion, OfEachShellIsAValidScript) {
  CommandLine line;
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const Said said = line.Run({"completion", shell});
    EXPECT_EQ(said.code, 0);
    EXPECT_TRUE(Has(said.out, "executioner __complete -- ")) << shell;
    const std::string file = line.Write(shell, said.out);
    const std::string name(shell);
    const std::string check =
        name == "bash" ? "bash -n " + file
                       : "! command -v " + name + " >/dev/null || " + name + " -n " + file;
    EXPECT_EQ(std::system(check.c_str()), 0) << shell;
  }
}

TEST(Completion, SupportsThreeShells) {
  CommandLine line;
  EXPECT_EQ(line.Run({"completion", "tcsh"}).code, kUsage);
}

}  // namespace
}  // namespace executioner::cli
