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

TEST_F(Examples, DiamondRunsInOrder) {
  ApplyFile("diamond");
  const json workflow = Await("diamond");
  EXPECT_EQ(workflow["status"]["phase"], "Succeeded");
  EXPECT_LE(JobOf(workflow, "top")["completionTime"], JobOf(workflow, "left")["startTime"]);
  EXPECT_LE(JobOf(workflow, "right")["completionTime"], JobOf(workflow, "bottom")["startTime"]);
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
