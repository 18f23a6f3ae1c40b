/// \file
/// Names, texts and output that try to act on a terminal, or to pass for lines of ours.
#include <fstream>
#include <regex>

#include <gtest/gtest.h>

#include "controller/base/display_text.h"
#include "controller/cli/display_width.h"
#include "controller/cli/screen.h"
#include "controller/cli/yaml_text.h"
#include "tests/unit/cli/binary.h"

namespace executioner::cli {
namespace {

/// Clears the screen, writes the clipboard, turns letters around, ends lines.
const std::string kHostile =
    "x\x1B[2J\x1B]52;c;aGk=\a\u009B31m\u202E\u2028\u0085\x7F\r\nFAKE succeeded\nFAKE: x";
/// The same between double quotes in YAML or JSON.
const std::string kQuoted =
    R"(x\u001b[2J\u001b]52;c;aGk=\u0007\u009b31m\u202e\u2028\u0085\r\nFAKE succeeded\nFAKE: x)";
/// The same as one word of a file's name.
const std::string kFileName = "x\x1B[2J\a\u009B\u202E\u2028\u0085\nFAKE";

class HostileText : public ::testing::Test {
 protected:
  /// Runs a command; nothing of what it says may act on a terminal or fake a line.
  Said Run(const std::vector<std::string>& words, const std::string& input = "") {
    const Said said = line_.Run(words, input);
    static const std::regex kColors("\x1B\\[[0-9;]*m");  // of output
    for (const std::string& text : {std::regex_replace(said.out, kColors, ""), said.err}) {
      std::string all = "executioner";
      for (const std::string& word : words) {
        all += " " + word;
      }
      EXPECT_TRUE(base::IsDisplayable(text))
          << base::DisplayLine(all) << " said " << base::DisplayText(text);
      EXPECT_FALSE(("\n" + text).find("\nFAKE") != std::string::npos)
          << base::DisplayLine(all) << " said " << base::DisplayText(text);
    }
    return said;
  }

  std::string Write(const std::string& name, const std::string& text) {
    return line_.Write(name, text);
  }

  /// Run 1: a workflow from a file with a hostile name, whose only job fails with hostile output.
  std::string RunHostileJob() {
    const std::string script = Write("script.sh", kHostile);
    const std::string file =
        Write(kFileName + ".yaml",
              "apiVersion: executioner.dev/v1alpha1\nkind: "
              "Workflow\nmetadata: {name: etl}\nspec:\n  jobs:\n"
              "    - name: bad\n      env: [{name: A, value: \"" +
                  kQuoted + "\"}]\n      script: 'cat " + script + " " + script +
                  " >&2; exit 3'\n"
                  "    - {name: after, dependsOn: [bad], script: 'true'}\n");
    EXPECT_EQ(Run({"run", file}).code, kRunFailed);
    return file;
  }

  CommandLine line_;
};

TEST_F(HostileText, OfAManifestIsMadeSafe) {
  const std::string file = RunHostileJob();
  EXPECT_EQ(Run({"validate", file}).code, kSucceeded);
  for (const char* output : {"text", "json", "yaml", "name", "dot", "mermaid"}) {
    EXPECT_EQ(Run({"plan", file, "-o", output}).code, kSucceeded);
  }
  const std::string head =
      "apiVersion: executioner.dev/v1alpha1\nkind: Workflow\nmetadata: {name: etl}\nspec:\n";
  const std::string quoted = "\"" + kQuoted + "\"";
  for (const std::string& wrong : std::vector<std::string>{
           "{name: " + quoted + ", script: x}", "{name: a, script: x, dependsOn: [" + quoted + "]}",
           "{name: a, script: x, image: " + quoted + "}", "{name: a, script: x, " + quoted + ": 1}",
           "{name: a, timeoutSeconds: " + quoted + "}",
           "{name: a, script: x, trigger: " + quoted + "}", quoted,
           "{name: a, script: x, workingDir: " + quoted + "} } \x1B[2J"}) {
    const std::string invalid = Write("invalid.yaml", head + "  jobs: [" + wrong + "]\n");
    EXPECT_EQ(Run({"validate", invalid}).code, kInvalidManifest) << wrong;
    EXPECT_NE(Run({"run", invalid}).code, kSucceeded);
    EXPECT_NE(Run({"plan", invalid}).code, kSucceeded);
  }
  EXPECT_NE(Run({"validate", Write("raw.yaml", kHostile)}).code, kSucceeded);
  EXPECT_NE(Run({"validate", Write("bytes.yaml",
                                   "a: \x9B"
                                   "2J\n")})
                .code,
            kSucceeded);
  EXPECT_NE(Run({"validate", line_.Folder() + "/" + kFileName}).code, kSucceeded);
}

TEST_F(HostileText, OfARunIsMadeSafe) {
  const std::string file = RunHostileJob();
  for (const char* output : {"table", "wide", "json", "yaml", "name"}) {
    EXPECT_EQ(Run({"list", "-o", output}).code, kSucceeded);
    EXPECT_EQ(Run({"show", "1", "-o", output}).code, kSucceeded);
  }
  for (const char* output : {"text", "json", "yaml"}) {
    EXPECT_EQ(Run({"explain", "1", "bad", "-o", output}).code, kSucceeded);
    EXPECT_EQ(Run({"explain", "1", "after", "-o", output}).code, kSucceeded);
  }
  EXPECT_EQ(Run({"watch", "1"}).code, kRunFailed);
  EXPECT_EQ(Run({"resume", "1"}).code, kRunFailed);
  EXPECT_EQ(Run({"resume", "1", "-f", file}).code, kRunFailed);
  EXPECT_EQ(Run({"retry", "1", "bad"}).code, kRunFailed);
  EXPECT_EQ(Run({"mark-success", "1", "bad", "--reason", kHostile}).code, kSucceeded);
  EXPECT_EQ(Run({"show", "1"}).code, kSucceeded);
  EXPECT_EQ(Run({"show", "1", "-o", "json"}).code, kSucceeded);
  Run({"list", "--name", kHostile});
  Run({"run", file, "--env", "A=" + kHostile});
  for (const char* output : {"text", "json", "yaml"}) {
    EXPECT_EQ(Run({"history", "diff", "1", "2", "-o", output}).code, kSucceeded);
  }
  EXPECT_EQ(Run({"history", "export", "json"}).code, kSucceeded);
  EXPECT_TRUE(base::IsDisplayable(line_.Run({"history", "export", "csv"}).out));
}

TEST_F(HostileText, OfTheCommandLineIsMadeSafe) {
  RunHostileJob();
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{kHostile},
                                             {"--" + kHostile},
                                             {"show", kHostile},
                                             {"explain", "1", kHostile},
                                             {"logs", "1", kHostile},
                                             {"logs", kHostile},
                                             {"list", "-o", kHostile},
                                             {"list", "--since", kHostile},
                                             {"list", "--phase", kHostile},
                                             {"cancel", kHostile},
                                             {"retry", "1", kHostile},
                                             {"resume", kHostile},
                                             {"mark-success", "1", kHostile},
                                             {"run", kHostile},
                                             {"plan", kHostile},
                                             {"convert", kHostile},
                                             {"completion", kHostile},
                                             {"--history", kHostile, "list"},
                                             {"worker", "--queue", kHostile},
                                             {"-c", kHostile},
                                             {"-c", "x.json", "--" + kHostile},
                                             {"history", kHostile}}) {
    EXPECT_NE(Run(words).code, kSucceeded) << words.front();
  }
}

TEST_F(HostileText, OfOldConfigurationsIsMadeSafe) {
  const std::string old =
      Write(kFileName + ".json",
            R"({"working_dir": "/", "application_name": ")" + kQuoted + R"(", "jobs": [{"id": ")" +
                kQuoted + R"(", "description": ")" + kQuoted + R"(", "command": "echo ')" +
                kQuoted + R"('; exit 1", "env_variables": {"A": ")" + kQuoted + R"("}}]})");
  EXPECT_EQ(Run({"-c", old, "--dry-run"}).code, kSucceeded);
  EXPECT_EQ(Run({"-c", old, "--debug", "--visible"}).code, kRunFailed);
  EXPECT_EQ(Run({"--list-runs"}).code, kSucceeded);
  EXPECT_EQ(Run({"--show-run", "1"}).code, kSucceeded);
  EXPECT_EQ(Run({"-c", old, "--resume-from", "1"}).code, kRunFailed);
  EXPECT_EQ(Run({"--mark-success", "-r", "1", "-j", kHostile}, "y\n").code, kSucceeded);
  EXPECT_EQ(Run({"convert", old, "--lossy"}).code, kSucceeded);
  const std::string wrong =
      Write("wrong.json", R"({"working_dir": "/", "application_name": 7, ")" + kQuoted +
                              R"(": 1, "jobs": [{"id": ")" + kQuoted + R"(", "timeout": ")" +
                              kQuoted + R"("}]})");
  EXPECT_NE(Run({"-c", wrong}).code, kSucceeded);
  EXPECT_NE(Run({"convert", wrong}).code, kSucceeded);
}

TEST_F(HostileText, OfImportsIsMadeSafe) {
  const std::string bash = Write(kFileName + ".sh", "echo '" + kHostile + "' || x\nf() {\n");
  Run({"convert", "--from", "bash", bash});
  Run({"convert", "--from", "bash", bash, "--name", kHostile});
  const std::string notes =
      Write(kFileName + ".txt", "1. run -u x " + kHostile + "\nCRITICAL: " + kHostile + "\n");
  Run({"convert", "--from", "release-notes", notes});
  const std::string one = RunHostileJob();
  Run({"convert", "--from", "merge", one, one, "--prefix", "always"});
  Run({"convert", "--from", "merge", one, notes});
  Run({"convert", "--to-json", "--lossy", one});
}

TEST_F(HostileText, OfConvertedFilesContainsNoLineBreaksOfAnyYaml) {
  const std::string breaks = "a\u0085---\u2028kind: Secret\u2029b";
  const std::string out = line_.Folder() + "/out.yaml";
  const std::string notes =
      Write("notes-" + breaks + ".txt", "run -u x 'y " + breaks + "'\n" + breaks + "\n");
  const std::string bash = Write("b.sh", "echo '" + breaks + "'\n");
  const std::string config = R"({"working_dir": "/", "application_name": ")" + breaks +
                             R"(", "jobs": [{"id": "a)" + breaks + R"(", "command": "echo )" +
                             breaks + R"("}]})";
  const std::string old = Write("o.json", config);
  const std::string other = Write("p.json", config);
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"convert", "--from", "release-notes", notes, "-o", out},
           {"convert", "--from", "bash", bash, "-o", out},
           {"convert", old, "--lossy", "-o", out},
           {"convert", "--from", "merge", old, other, "--prefix", "always", "-o", out}}) {
    EXPECT_EQ(Run(words).code, kSucceeded);
    std::ifstream file(out);
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    EXPECT_TRUE(base::IsDisplayable(text)) << base::DisplayText(text);
    EXPECT_EQ(Run({"validate", out}).code, kSucceeded);
  }
}

TEST(YamlText, EscapesLineBreaksOfAnyYaml) {
  EXPECT_EQ(YamlText(R"({"a":"x\u0085y\u2028z\u2029\u202e"})"),
            "a: \"x\\x85y\\u2028z\\u2029\\u202e\"\n");
}

TEST_F(HostileText, CannotFakeALineOfShowOrExplain) {
  const std::string file =
      Write("etl.yaml", WorkflowOf("{name: a, script: 'echo \"Phase: Succeeded\"; "
                                   "echo \"a is Succeeded\"; exit 3'}"));
  Run({"run", file});
  for (const Said& said : {Run({"show", "1"}), Run({"explain", "1", "a"})}) {
    EXPECT_EQ(("\n" + said.out).find("\nPhase: S"), std::string::npos) << said.out;
    EXPECT_EQ(("\n" + said.out).find("\na is S"), std::string::npos) << said.out;
    EXPECT_NE(said.out.find(" | Phase: Succeeded\n"), std::string::npos) << said.out;
  }
}

TEST_F(HostileText, KeepsColorsOfOutputUntilTheEndOfTheLine) {
  const std::string file = Write(
      "etl.yaml", WorkflowOf(R"({name: a, script: "printf '\\033[31mred\\033[2J\\n10\\r20\\n'"})"));
  EXPECT_EQ(line_.Run({"run", file}).out, "a | \x1B[31mred\x1B[0m\na | 20\n");
  EXPECT_EQ(line_.Run({"run", file, "--no-color"}).out, "a | red\na | 20\n");
  EXPECT_EQ(line_.Run({"logs", "1", "a"}).out, "\x1B[31mred\x1B[2J\n10\r20\n");
}

TEST(TextTable, IsAlignedByDisplayWidth) {
  EXPECT_EQ(
      TextTable({{"JOB", "X"}, {"\u6f22\u5b57", "1"}, {"e\u0301t\u00E9", "2"}, {"a\nb", "3"}}),
      "JOB    X\n\u6f22\u5b57   1\ne\u0301t\u00E9    2\na\\nb   3\n");
}

}  // namespace
}  // namespace executioner::cli
