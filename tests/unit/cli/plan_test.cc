/// \file
/// `plan` in its four outputs, and `validate`.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/unit/cli/command_line.h"

namespace executioner::cli {
namespace {

using nlohmann::json;

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

class Plan : public testing::Test {
 protected:
  std::string As(const std::string& output) {
    return line.Run({"plan", file, "-o", output, "--skip", "b"}).out;
  }

  CommandLine line;
  std::string file = line.Write(
      "etl.yaml", WorkflowOf("{name: a, script: 'true'}, {name: b, dependsOn: [a], script: "
                             "'true'}, {name: c, dependsOn: [b], trigger: AllFinished, script: "
                             "'true'}"));
};

TEST_F(Plan, IsTextByLevels) {
  EXPECT_EQ(As("text"),
            "etl: 3 jobs in 3 levels\nlevel 1\n  a\nlevel 2\n  b [skipped] after a\nlevel 3\n"
            "  c  after b (AllFinished)\nlongest chain: a -> b -> c\n");
}

TEST_F(Plan, IsJson) {
  const json plan = json::parse(As("json"));
  EXPECT_EQ(plan["name"], "etl");
  EXPECT_EQ(plan["order"][1], (json{{"name", "b"},
                                    {"level", 2},
                                    {"dependsOn", {"a"}},
                                    {"trigger", "AllSucceeded"},
                                    {"skipped", true}}));
  EXPECT_EQ(plan["criticalPath"], (json{"a", "b", "c"}));
}

TEST_F(Plan, IsAGraphForDotAndMermaid) {
  EXPECT_TRUE(Has(As("dot"), "\"a\" -> \"b\";")) << As("dot");
  EXPECT_TRUE(Has(As("dot"), "\"b\" [style=dashed];"));
  EXPECT_TRUE(Has(As("mermaid"), "graph LR\n  j0[\"a\"]\n  j1[\"b\"]\n  j0 --> j1\n"));
}

TEST_F(Plan, OfAnObjectWithoutANameHasThatOfItsFile) {
  const std::string job =
      line.Write("nightly.yaml",
                 "apiVersion: executioner.dev/v1alpha1\nkind: Job\nmetadata: {generateName: n-}\n"
                 "spec: {script: 'true'}\n");
  EXPECT_TRUE(line.Run({"plan", job}).out.starts_with("nightly: 1 job"));
}

TEST_F(Plan, ShowsConditions) {
  const std::string manifest =
      line.Write("c.yaml", WorkflowOf("{name: a, when: workflow.run > 1, script: 'true'}"));
  EXPECT_TRUE(Has(line.Run({"plan", manifest}).out, "  a when workflow.run > 1\n"));
  const json plan = json::parse(line.Run({"plan", manifest, "-o", "json"}).out);
  EXPECT_EQ(plan["order"][0]["when"], "workflow.run > 1");
}

TEST_F(Plan, RefusesConditionsWithLineAndColumn) {
  const std::string manifest =
      line.Write("c.yaml", WorkflowOf("{name: a, when: workflow.runn > 1, script: 'true'}"));
  const Said said = line.Run({"validate", manifest});
  EXPECT_EQ(said.code, kInvalidManifest);
  EXPECT_TRUE(Has(said.out + said.err,
                  "spec.jobs[0].when: line 1, column 10: undefined field 'runn'; did you mean "
                  "'run'?"))
      << said.out << said.err;
}

TEST_F(Plan, RunsAndRecordsNothing) {
  As("text");
  EXPECT_FALSE(std::filesystem::exists(line.State()));
}

TEST_F(Plan, OfAnInvalidManifestExitsWithThree) {
  EXPECT_EQ(line.Run({"plan", line.Write("x.yaml", WorkflowOf("{name: a}"))}).code,
            kInvalidManifest);
}

TEST_F(Plan, ValidateReportsValidObjectsAndWhatAClusterNeeds) {
  const Said said = line.Run({"validate", file});
  EXPECT_EQ(said.code, kSucceeded);
  EXPECT_EQ(said.out, file + ": Workflow etl is valid, 3 jobs\n");
  EXPECT_TRUE(Has(said.err, "warning: no image for a, b, c: ")) << said.err;
  const std::string with =
      line.Write("with.yaml", WorkflowOf("{name: a, image: busybox, script: 'true'}"));
  EXPECT_EQ(line.Run({"validate", with}).err, "");
}

TEST_F(Plan, ValidateContinuesAfterAnErrorAndExitsWithThree) {
  const std::string bad = line.Write("bad.yaml", "kind: [\n");
  const Said said = line.Run({"validate", bad, file});
  EXPECT_EQ(said.code, kInvalidManifest);
  EXPECT_TRUE(Has(said.err, "bad.yaml:")) << said.err;
  EXPECT_TRUE(Has(said.out, "is valid")) << said.out;
}

TEST_F(Plan, ValidateContinuesAfterAMissingFile) {
  const Said said = line.Run({"validate", "/nowhere/x.yaml", file});
  EXPECT_EQ(said.code, kUsage);
  EXPECT_TRUE(Has(said.err, "/nowhere/x.yaml: cannot be read")) << said.err;
  EXPECT_TRUE(Has(said.out, "is valid")) << said.out;
}

TEST_F(Plan, ValidateReportsAFileWithoutOurObjects) {
  const Said said = line.Run({"validate", line.Write("empty.yaml", "# nothing\n")});
  EXPECT_EQ(said.code, kInvalidManifest);
  EXPECT_TRUE(Has(said.err, "empty.yaml: holds no objects")) << said.err;
}

}  // namespace
}  // namespace executioner::cli
