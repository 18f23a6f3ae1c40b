/// \file
/// Words that no command knows, flags before and behind, versions and completions.
#include "tests/unit/cli/command_line.h"

#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace executioner::cli {
namespace {

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(Words, OfNoCommandEndWithTwoAndTheNearestOne) {
  CommandLine line;
  const Said said = line.Run({"valdate", "x.yaml"});
  EXPECT_EQ(said.code, kUsage);
  EXPECT_TRUE(Has(said.err, "there is no command 'valdate'; did you mean 'validate'?")) << said.err;
}

TEST(Words, OfNoCommandHaveNoHelp) {
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

TEST(Words, OfNoFlagEndWithTwoAndTheNearestOne) {
  CommandLine line;
  const Said said = line.Run({"run", "x.yaml", "--skipp", "a"});
  EXPECT_EQ(said.code, kUsage);
  EXPECT_TRUE(Has(said.err, "there is no flag '--skipp'; did you mean '--skip'?")) << said.err;
  EXPECT_TRUE(Has(said.err, "executioner run --help")) << said.err;
}

TEST(Words, BehindACommandOfACommandNameBoth) {
  CommandLine line;
  const Said said = line.Run({"history", "diff", "-o", "name", "1", "2"});
  EXPECT_EQ(said.code, kUsage);
  EXPECT_TRUE(said.err.starts_with("executioner history diff: ")) << said.err;
}

TEST(Words, WithoutACommandNameBothWays) {
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

TEST(Words, OfAValueThatAFlagDoesNotTakeEndWithTwo) {
  CommandLine line;
  const std::string file = line.Write("a.yaml", WorkflowOf("{name: a, script: 'true'}"));
  EXPECT_EQ(line.Run({"plan", file, "-o", "svg"}).code, kUsage);
  EXPECT_EQ(line.Run({"run", file, "--parallelism", "-1"}).code, kUsage);
  EXPECT_EQ(line.Run({"run", file, "--failure-policy", "Never"}).code, kUsage);
}

TEST(Globals, StandBeforeAndBehindTheCommand) {
  CommandLine line;
  const std::string file = line.Write("a.yaml", WorkflowOf("{name: a, image: i, script: 'true'}"));
  EXPECT_EQ(line.Run({"--quiet", "validate", file}).out, "");
  EXPECT_EQ(line.Run({"validate", file, "--quiet"}).out, "");
  EXPECT_NE(line.Run({"validate", file}).out, "");
}

TEST(Help, OfEveryCommandEndsWithZero) {
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
/// \param program  what `executioner` does when the script asks it
std::string Offered(const CommandLine& line, const std::string& script, const std::string& words,
                    const std::string& program = "echo 17") {
  const std::string file = line.Write(
      "complete.sh", script + "executioner() { " + program + "; }\nCOMP_WORDS=(" + words +
                         ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n_executioner\n"
                         "printf '%s\\n' \"${COMPREPLY[@]}\" > " +
                         line.Folder() + "/offered\n");
  EXPECT_EQ(std::system(("bash -eu " + file).c_str()), 0);
  std::ifstream offered(line.Folder() + "/offered");
  return {std::istreambuf_iterator<char>(offered), std::istreambuf_iterator<char>()};
}

TEST(Completion, OfBashOffersCommandsFlagsAndRuns) {
  CommandLine line;
  const std::string script = line.Run({"completion", "bash"}).out;
  EXPECT_EQ(Offered(line, script, "executioner vali"), "validate\n");
  EXPECT_EQ(Offered(line, script, "executioner run --work"), "--working-dir\n");
  EXPECT_EQ(Offered(line, script, "executioner -q history cl"), "clean\n");
  EXPECT_EQ(Offered(line, script, "executioner history clean --older"), "--older-than\n");
  EXPECT_EQ(Offered(line, script, "executioner show 1"), "17\n");
}

TEST(Completion, OfBashOffersTheWordsOfFlags) {
  CommandLine line;
  const std::string script = line.Run({"completion", "bash"}).out;
  EXPECT_EQ(Offered(line, script, "executioner run etl.yaml --failure-policy C"),
            "CancelRunning\nContinue\n");
  EXPECT_EQ(Offered(line, script, "executioner list -o ''"), "table\nwide\njson\nyaml\nname\n");
  EXPECT_EQ(Offered(line, script, "executioner show 1 --output j"), "json\n");
  EXPECT_EQ(Offered(line, script, "executioner history export -o c"), "csv\n");
  EXPECT_EQ(Offered(line, script, "executioner list --phase S"), "Suspended\nSucceeded\n");
  EXPECT_EQ(Offered(line, script, "executioner --log-level w"), "warning\n");
  EXPECT_EQ(Offered(line, script, "executioner completion f"), "fish\n");
}

TEST(Completion, OfBashOffersTheJobsOfARunOrManifest) {
  CommandLine line;
  line.RunJobs("{name: extract, script: 'true'}, {name: load, script: 'true'}");
  const std::string hostile = "      \"name\": \"e$(exit 3)\",\n";
  const std::string shown =
      line.Write("shown", line.Run({"show", "1", "-o", "json"}).out + hostile);
  const std::string script = line.Run({"completion", "bash"}).out;
  const std::string file = line.Folder() + "/etl.yaml";
  const std::string program =
      "case $1 in show) cat " + shown + " ;; plan) printf 'e1\\ne2\\n' ;; *) echo 17 ;; esac";
  for (const char* words :
       {"logs 1", "explain 1", "mark-success 1", "retry 1", "mark-success 1 load", "logs -f 1",
        "logs --attempt 2 1", "resume 1 --from"}) {
    EXPECT_EQ(Offered(line, script, std::string("executioner ") + words + " e", program),
              "extract\n")
        << words;
  }
  EXPECT_EQ(Offered(line, script, "executioner run " + file + " --skip e", program), "e1\ne2\n");
  EXPECT_EQ(Offered(line, script, "executioner logs 1", program), "17\n") << "a run comes first";
}

TEST(Completion, OfBashOffersJobsWithCapitalsAndUnderscores) {
  CommandLine line;
  line.RunJobs("{name: Load_2, script: 'true'}, {name: LOAD-3, script: 'true'}");
  const std::string shown = line.Write("shown", line.Run({"show", "1", "-o", "json"}).out);
  const std::string script = line.Run({"completion", "bash"}).out;
  EXPECT_EQ(Offered(line, script, "executioner logs 1 L", "cat " + shown), "Load_2\nLOAD-3\n");
}

TEST(Completion, OfEachShellIsASyntacticallySoundScript) {
  CommandLine line;
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const Said said = line.Run({"completion", shell});
    EXPECT_EQ(said.code, 0);
    EXPECT_TRUE(Has(said.out, "--failed-only")) << shell;
    const std::string file = line.Write(shell, said.out);
    const std::string name(shell);
    const std::string check =
        name == "bash" ? "bash -n " + file
                       : "! command -v " + name + " >/dev/null || " + name + " -n " + file;
    EXPECT_EQ(std::system(check.c_str()), 0) << shell;
  }
}

TEST(Completion, KnowsThreeShells) {
  CommandLine line;
  EXPECT_EQ(line.Run({"completion", "tcsh"}).code, kUsage);
}

}  // namespace
}  // namespace executioner::cli
