/// \file
/// `convert --from`: what it writes is valid and does what the file did.
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "tests/unit/legacy/cli/legacy_fixture.h"

namespace executioner::cli {
namespace {

class Import : public testing::Test {
 protected:
  /// Converts, and checks that what came out is valid. \return its path
  std::string Convert(std::vector<std::string> words) {
    const std::string path = line.Folder() + "/new.yaml";
    words.insert(words.begin(), "convert");
    words.insert(words.end(), {"-o", path});
    const Said said = line.Run(words);
    EXPECT_EQ(said.code, 0) << said.err;
    const Said valid = line.Run({"validate", path});
    EXPECT_EQ(valid.code, 0) << valid.err << TextOf(path);
    return path;
  }

  Said RunIt(const std::string& path) {
    return line.Run({"run", path, "--working-dir", line.Folder()});
  }

  std::string File(const std::string& name) const { return TextOf(line.Folder() + "/" + name); }

  CommandLine line;
};

constexpr const char* kScript = R"(#!/bin/bash
# Comments become nothing.
set -euo pipefail
export GREETING="hello world"
greet() {
  echo "$GREETING $1" >> out
}
mkdir -p work
cd work
export LATER=`echo later`
greet one
for a in 1 2; do
  for b in x y; do
    echo "$a$b" >> out
  done
done
if true; then echo yes >> out; fi
cat >> out <<END
$LATER \
for it
END
echo begin
echo end
ls out | \
  sort > list
exit 0
)";

TEST_F(Import, ConvertsAShellScriptToAnEquivalentWorkflow) {
  const std::string path = Convert({"--from", "bash", line.Write("night.sh", kScript)});
  EXPECT_EQ(RunIt(path).code, 0) << TextOf(path);
  EXPECT_EQ(File("work/out"), "hello world one\n1x\n1y\n2x\n2y\nyes\nlater for it\n");
  EXPECT_EQ(File("work/list"), "out\n");
  EXPECT_TRUE(Has(TextOf(path), "name: night\n")) << TextOf(path);
  EXPECT_FALSE(Has(TextOf(path), "Comments become"));
}

TEST_F(Import, RejectsAShellScriptThatCannotBeConvertedWithItsLine) {
  const std::string path = line.Write("odd.sh", "a\nif b; then\nc\n");
  EXPECT_EQ(line.Run({"convert", "--from", "bash", path}).err, path + ":2: 'if' is not closed\n");
  const Said ends =
      line.Run({"convert", "--from", "bash", line.Write("ends.sh", "a\nexit 3\nb\n")});
  EXPECT_EQ(ends.code, 3);
  EXPECT_EQ(ends.out, "");
  EXPECT_TRUE(Has(ends.err, "ends.sh:2: 'exit 3' ends the script")) << ends.err;
  EXPECT_EQ(line.Run({"convert", "--from", "bash", line.Write("none.sh", "# a\n")}).code, 3);
}

TEST_F(Import, NamesWhereAWorkflowDiffersFromTheScript) {
  const Said said =
      line.Run({"convert", "--from", "bash", line.Write("bg.sh", "a &\nwait\necho $1\n")});
  EXPECT_EQ(said.code, 0) << said.err;
  for (const char* note : {"bg.sh:1: a failure stops", "bg.sh:1: ran in the background",
                           "bg.sh:2: 'wait' is omitted", "bg.sh:3: the arguments of the script"}) {
    EXPECT_TRUE(Has(said.out, note)) << said.out;
  }
}

TEST_F(Import, ReleaseNotesBecomeAChainWithChecks) {
  const std::string notes = line.Write("notes.txt",
                                       "Release 7\nLog Directory: logs\r\n"
                                       "  $ sqlplus /nolog @PR_12.sql x\n  run -u scott a.sh\n"
                                       "1. sqlplus /nolog @sql/PR_12.sql\nrun it twice\n");
  const std::string manifest = TextOf(Convert({"--from", "release-notes", notes}));
  EXPECT_TRUE(Has(manifest, "name: PR_12\n")) << manifest;
  EXPECT_TRUE(Has(manifest, R"(script: "sqlplus /nolog @PR_12.sql x")")) << manifest;
  EXPECT_TRUE(Has(manifest, R"(glob: "logs/*12*.log")")) << manifest;
  EXPECT_TRUE(Has(manifest, "name: run_cmd_1\n")) << manifest;
  EXPECT_TRUE(Has(manifest, "name: PR_12_2\n")) << manifest;
  EXPECT_FALSE(Has(manifest, "run_cmd_2")) << manifest;
}

TEST_F(Import, CriticalReleaseNotesWaitForAPerson) {
  const std::string notes = line.Write("notes.txt", "CRITICAL: don't hurry\nrun -u x y\n");
  const std::string path = Convert({"--from", "release-notes", notes});
  const Said run = RunIt(path);
  EXPECT_EQ(run.code, 1);
  EXPECT_TRUE(Has(run.out + run.err, "CRITICAL: don't hurry")) << run.out << run.err;
  EXPECT_FALSE(Has(TextOf(Convert({"--from", "release-notes", "--no-critical-check", notes})),
                   "critical-check"));
  EXPECT_EQ(line.Run({"convert", "--from", "release-notes", line.Write("x.txt", "x")}).code, 3);
}

TEST_F(Import, MergedFilesRunOneAfterTheOther) {
  const std::string one = line.Write(
      "one.yaml", WorkflowOf("{name: a, script: echo a >> out}, {name: b, script: echo b >> out, "
                             "dependsOn: [a]}"));
  const std::string two = line.Write(
      "two.json",
      R"({"working_dir": ")" + line.Folder() +
          R"(", "env_variables": {"X": "c"}, "jobs": [{"id": "a", "command": "echo $X >> out"}]})");
  const std::string path = Convert({"--from", "merge", "--name", "both", one, two});
  EXPECT_EQ(RunIt(path).code, 0) << TextOf(path);
  EXPECT_EQ(File("out"), "a\nb\nc\n");
  EXPECT_TRUE(Has(TextOf(path), "name: two-a\n")) << TextOf(path);
  EXPECT_EQ(line.Run({"convert", "--from", "merge", "--prefix", "never", one, two}).code, 3);
}

TEST_F(Import, MergingFilesOfOneNameSaysWhatToDo) {
  std::filesystem::create_directory(line.Folder() + "/b");
  const std::string one = line.Write("etl.yaml", WorkflowOf("{name: a, script: 'true'}"));
  const std::string two = line.Write("b/etl.yaml", WorkflowOf("{name: a, script: 'true'}"));
  const Said said = line.Run({"convert", "--from", "merge", one, two});
  EXPECT_EQ(said.code, 3);
  EXPECT_TRUE(Has(said.err, "another file is called 'etl' too")) << said.err;
}

TEST_F(Import, MergingNamesWhatBothCannotHave) {
  const std::string one = line.Write("one.yaml", WorkflowOf("{name: a, script: x}"));
  const std::string two =
      line.Write("two.yaml", WorkflowOf("{name: b, script: x}") + "  activeDeadlineSeconds: 5\n");
  const Said said = line.Run({"convert", "--from", "merge", one, two});
  EXPECT_EQ(said.code, 3);
  EXPECT_TRUE(Has(said.err, two + ":6:3: spec.activeDeadlineSeconds: differs from " + one))
      << said.err;
  EXPECT_EQ(line.Run({"convert", "--from", "merge", one}).code, 2);
  EXPECT_EQ(line.Run({"convert", one, two}).code, 2);
}

}  // namespace
}  // namespace executioner::cli
