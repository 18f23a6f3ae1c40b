#include "controller/manifest/spec_hash.h"

#include <gtest/gtest.h>

#include "controller/manifest/json_codec.h"
#include "controller/manifest/json_text.h"

namespace executioner::manifest {
namespace {

std::string HashOfWorkflow(std::string_view spec) {
  return WorkflowHash(ParseJson(spec).value);
}

std::string HashOfJob(std::string_view spec) {
  return JobHash(ParseJson(spec).value);
}

TEST(WorkflowHash, IgnoresTheOrderOfKeys) {
  EXPECT_EQ(HashOfWorkflow(R"({"jobs":[{"name":"a","image":"x"}],"defaults":{}})"),
            HashOfWorkflow(R"({"defaults":{}, "jobs":[{"image":"x","name":"a"}]})"));
}

TEST(WorkflowHash, CoversOnlyFrozenFields) {
  EXPECT_EQ(HashOfWorkflow(R"({"jobs":[]})"),
            HashOfWorkflow(R"({"jobs":[],"suspend":true,"parallelism":3})"));
  EXPECT_NE(HashOfWorkflow(R"({"jobs":[]})"), HashOfWorkflow(R"({"jobs":[{"name":"a"}]})"));
  EXPECT_NE(HashOfWorkflow(R"({"jobs":[]})"), HashOfWorkflow(R"({"jobs":[],"defaults":{}})"));
}

TEST(WorkflowHash, CoversTheOrderOfJobs) {
  EXPECT_NE(HashOfWorkflow(R"({"jobs":[{"name":"a"},{"name":"b"}]})"),
            HashOfWorkflow(R"({"jobs":[{"name":"b"},{"name":"a"}]})"));
}

TEST(WorkflowHash, IsTheSameInEveryVersion) {
  EXPECT_EQ(HashOfWorkflow(R"({"jobs":[{"name":"a"}]})"),
            "e52a394391ababd45b6690fe0499201d825da9926aa8933dda6153c3ad485351");
  EXPECT_EQ(HashOfWorkflow(R"({"defaults":{"image":"x","retry":{"limit":1}},"jobs":[{"name":"a"}],
                               "cancel":"Now","priority":2,"unknown":1})"),
            "9e8e3879741b276312dabf07d60d0d801f552304e381a84407d92926a00615db");
}

TEST(JobHash, IsTheSameInEveryVersion) {
  EXPECT_EQ(HashOfJob(R"({"image":"x","env":[{"name":"A","value":"1"}],"after":[],"unknown":1})"),
            "c231338b08069e35efacc57eec3114a375dfeceeb964dceab6d633910acd62a5");
}

TEST(JobHash, CoversEverythingExceptControls) {
  EXPECT_EQ(HashOfJob(R"({"image":"x"})"),
            HashOfJob(R"({"image":"x","suspend":true,"cancel":"Now","after":[],"rerunOn":"Never",
                          "ttlSecondsAfterFinished":1,"podRetention":{},"activeDeadlineSeconds":1,
                          "afterTimeoutSeconds":1})"));
  EXPECT_NE(HashOfJob(R"({"image":"x"})"), HashOfJob(R"({"image":"y"})"));
  EXPECT_NE(HashOfJob(R"({"image":"x"})"), HashOfJob(R"({"image":"x","env":[]})"));
}

TEST(SpecHash, ExistsForAnyValue) {
  for (const char* text : {"null", "3", "[]", "{}"}) {
    EXPECT_EQ(HashOfWorkflow(text).size(), 64U);
    EXPECT_EQ(HashOfJob(text).size(), 64U);
  }
}

TEST(SpecHash, IsReturnedWithTheSpec) {
  const std::string spec = R"({"jobs":[{"name":"a"}]})";
  EXPECT_EQ(ReadWorkflow(spec).spec_hash, HashOfWorkflow(spec));
  EXPECT_EQ(ReadJob(R"({"image":"x"})", "a").spec_hash, HashOfJob(R"({"image":"x"})"));
}

}  // namespace
}  // namespace executioner::manifest
