#include "tests/e2e/cluster_fixture.h"

namespace executioner::e2e {
namespace {

class Examples : public ClusterTest {
 protected:
  void ApplyFile(const std::string& name) const {
    Kubectl("apply -f " EXECUTIONER_SOURCE_DIR "/examples/" + name + ".yaml");
  }
};

TEST_F(Examples, HelloSucceeds) {
  ApplyFile("hello");
  const json workflow = Await("hello");
  EXPECT_EQ(workflow["status"]["phase"], "Succeeded");
  EXPECT_EQ(workflow["status"]["progress"], "1/1");
}

TEST_F(Examples, GreetingTakesItsParam) {
  ApplyFile("greeting");
  const json workflow = Await("greeting");
  EXPECT_EQ(workflow["status"]["phase"], "Succeeded");
  EXPECT_EQ(Logs(workflow, "greet"), "hello world\n");
}

/// As in a local run: RunCommand.HandsParamsOnByteForByte.
TEST_F(Examples, ParamsArriveByteForByte) {
  const std::string hostile = "$(SECRET) $$ $$(x) '\"; rm -rf\n\t${HOME} $HOME `id` \\ \xC3\xA9";
  const std::string text = "$(params.text)";
  Apply("bytes",
        {{"params", {{{"name", "text"}, {"value", hostile}}}},
         {"jobs",
          {{{"name", "a"},
            {"image", "busybox:1.36"},
            {"with", {{"WITH", text}}},
            {"env", {{{"name", "SECRET"}, {"value", "s"}}, {{"name", "ENV"}, {"value", text}}}},
            {"command", {"sh", "-c", R"(printf '%s|%s|%s' "$1" "$WITH" "$ENV")", "sh"}},
            {"args", {text}}}}}});
  const json workflow = Await("bytes");
  EXPECT_EQ(Logs(workflow, "a"), hostile + "|" + hostile + "|" + hostile);
}

TEST_F(Examples, DiamondRunsInOrder) {
  ApplyFile("diamond");
  const json workflow = Await("diamond");
  EXPECT_EQ(workflow["status"]["phase"], "Succeeded");
  EXPECT_LE(JobOf(workflow, "top")["completionTime"], JobOf(workflow, "left")["startTime"]);
  EXPECT_LE(JobOf(workflow, "right")["completionTime"], JobOf(workflow, "bottom")["startTime"]);
}

TEST_F(Examples, ResultsGoFromJobToJob) {
  ApplyFile("results");
  const json workflow = Await("results");
  EXPECT_EQ(workflow["status"]["phase"], "Succeeded") << workflow["status"].dump(1);
  EXPECT_EQ(JobOf(workflow, "right")["results"], (json{{"math", R"({"square":49})"}}));
  EXPECT_EQ(JobOf(workflow, "bottom")["results"], (json{{"sum", "63"}}));
}

TEST_F(Examples, EtlRetriesAndChecks) {
  ApplyFile("etl");
  const json workflow = Await("etl");
  EXPECT_EQ(workflow["status"]["phase"], "Succeeded") << workflow["status"].dump(1);
  EXPECT_EQ(JobOf(workflow, "extract")["attempts"], 2);
}

TEST_F(Examples, JobsWaitForEachOther) {
  ApplyFile("jobs-after");
  Kubectl("wait --timeout=120s --for=condition=Complete jobs.executioner.dev --all");
}

}  // namespace
}  // namespace executioner::e2e
