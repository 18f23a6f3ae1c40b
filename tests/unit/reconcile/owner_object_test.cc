#include "controller/reconcile/owner_object.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace executioner::reconcile {
namespace {

using nlohmann::json;

json Workflow() {
  return {{"metadata",
           {{"name", "w"},
            {"namespace", "a"},
            {"uid", "u"},
            {"generation", 3},
            {"annotations", {{"argocd.argoproj.io/tracking-id", "x"}, {"other", "y"}}}}},
          {"spec", {{"jobs", {{{"name", "a"}, {"image", "i"}}}}, {"ttlSecondsAfterFinished", 7}}}};
}

TEST(OwnerObject, KeepsTheSpecOfAnActiveObjectAsText) {
  json workflow = Workflow();
  workflow["status"] = {{"phase", "Running"}};
  const OwnerObject object = DecodeOwner("Workflow", workflow.dump());
  EXPECT_EQ(object.kind, "Workflow");
  EXPECT_EQ(object.meta.generation, 3);
  EXPECT_FALSE(object.finished);
  EXPECT_EQ(json::parse(object.spec), workflow["spec"]);
  EXPECT_EQ(json::parse(object.status), workflow["status"]);
}

TEST(OwnerObject, KeepsLabelsAndAnnotationsOnlyIfTheSpecRefersToThem) {
  json workflow = Workflow();
  workflow["metadata"]["labels"] = {{"team", "x"}};
  workflow["metadata"]["annotations"]["kubectl.kubernetes.io/last-applied-configuration"] = "{}";
  const OwnerObject plain = DecodeOwner("Workflow", workflow.dump());
  EXPECT_TRUE(plain.meta.labels.empty());
  EXPECT_EQ(plain.meta.annotations.size(), 1U);
  workflow["spec"]["jobs"][0]["args"] = {"$(workflow.labels.team)$(workflow.annotations.other)"};
  OwnerObject object = DecodeOwner("Workflow", workflow.dump());
  EXPECT_EQ(object.meta.labels.at("team"), "x");
  EXPECT_EQ(object.meta.annotations.size(), 2U) << "without the copy of the whole object";
  EXPECT_GT(MetadataBytes(object.meta), 20U);
  object.spec = std::string(KeptText::kOfObject + 1, 'x');
  const OwnerObject trimmed = KeptText().Trim(std::move(object));
  EXPECT_TRUE(trimmed.meta.labels.empty()) << "read again with the text";
  EXPECT_EQ(trimmed.meta.annotations.size(), 1U);
}

TEST(OwnerObject, KnowsItsPriority) {
  json workflow = Workflow();
  EXPECT_EQ(DecodeOwner("Workflow", workflow.dump()).priority, 0);
  workflow["spec"]["priority"] = -7;
  EXPECT_EQ(DecodeOwner("Workflow", workflow.dump()).priority, -7);
  workflow["spec"]["priority"] = "high";
  EXPECT_EQ(DecodeOwner("Workflow", workflow.dump()).priority, 0);
}

TEST(OwnerObject, SummarizesAFinishedObjectWhoseSpecRan) {
  json workflow = Workflow();
  workflow["status"] = {{"phase", "Succeeded"}, {"completionTime", "2026-01-01T00:00:00Z"}};
  const OwnerObject changed = DecodeOwner("Workflow", workflow.dump());
  EXPECT_TRUE(changed.finished);
  EXPECT_TRUE(changed.spec_changed);
  EXPECT_FALSE(changed.spec.empty()) << "it may have to run";
  EXPECT_EQ(changed.controls.ttl_seconds_after_finished, 7);
}

TEST(OwnerObject, KeepsTheStatusOfAFinishedObjectOnlyWhileAnEditIsPending) {
  json workflow = Workflow();
  workflow["status"] = {{"phase", "Failed"},
                        {"reason", "DeadlineExceeded"},
                        {"observedGeneration", 2},
                        {"completionTime", "2026-01-01T00:00:00Z"}};
  const OwnerObject edited = DecodeOwner("Workflow", workflow.dump());
  EXPECT_TRUE(edited.IsEdited());
  EXPECT_EQ(json::parse(edited.status), workflow["status"]);

  workflow["status"]["observedGeneration"] = 3;
  const OwnerObject known = DecodeOwner("Workflow", workflow.dump());
  EXPECT_FALSE(known.IsEdited());
  EXPECT_EQ(known.status, "");
  EXPECT_EQ(known.ended.phase, domain::RunPhase::kFailed);
  EXPECT_EQ(known.ended.reason, domain::Reason::kDeadlineExceeded);
  EXPECT_EQ(known.ended.completion_time, base::ParseTime("2026-01-01T00:00:00Z"));
}

TEST(OwnerObject, KnowsObjectsTrackedByGitOpsTools) {
  EXPECT_TRUE(DecodeOwner("Workflow", Workflow().dump()).HasTracking());
  json plain = Workflow();
  plain["metadata"].erase("annotations");
  EXPECT_FALSE(DecodeOwner("Workflow", plain.dump()).HasTracking());
}

json JobWithAfter() {
  json job = Workflow();
  job["spec"] = {
      {"image", "i"},
      {"after", {{{"kind", "Job"}, {"name", "b"}}, {{"kind", "Workflow"}, {"name", "w"}}}}};
  return job;
}

TEST(OwnerObject, ReadsTheAfterFieldOfAJob) {
  const OwnerObject job = DecodeOwner("Job", JobWithAfter().dump());
  ASSERT_EQ(job.after.size(), 2U);
  EXPECT_EQ(job.after[0].name, "b");
  EXPECT_EQ(job.after[1].kind, "Workflow");
}

TEST(OwnerObject, ForgetsTheAfterFieldOfAFinishedJobUnlessItWasInvalid) {
  json job = JobWithAfter();
  job["status"] = {
      {"phase", "Succeeded"}, {"reason", "Completed"}, {"completionTime", "2026-01-01T00:00:00Z"}};
  EXPECT_TRUE(DecodeOwner("Job", job.dump()).after.empty());
  job["status"]["phase"] = "Failed";
  job["status"]["reason"] = "InvalidSpec";
  EXPECT_EQ(DecodeOwner("Job", job.dump()).after.size(), 2U);
}

TEST(OwnerObject, SurvivesMalformedObjects) {
  for (const char* text : {"", "null", "[]", "{", R"({"metadata":5,"spec":[],"status":"x"})",
                           R"({"spec":{"after":{"kind":1}}})", R"({"spec":{"after":[1,{}]}})"}) {
    EXPECT_EQ(DecodeOwner("Workflow", text).meta.name, "") << text;
    EXPECT_EQ(DecodeOwner("Job", text).meta.name, "") << text;
  }
}

/// Bytes that an object takes in the store.
std::size_t BytesOf(const OwnerObject& object) {
  std::size_t bytes = sizeof(object) + object.spec.capacity() + object.status.capacity() +
                      object.meta.name.capacity() + object.meta.ns.capacity() +
                      object.meta.uid.capacity() + object.meta.resource_version.capacity() +
                      object.meta.finalizers.capacity() * sizeof(std::string) +
                      object.after.capacity() * sizeof(domain::AfterRef) +
                      object.controls.skip.capacity() * sizeof(std::string);
  for (const auto& texts : {object.meta.labels, object.meta.annotations}) {
    for (const auto& [name, value] : texts) {
      bytes += sizeof(texts) + name.capacity() + value.capacity();
    }
  }
  return bytes;
}

json LargeWorkflow() {
  json workflow = Workflow();
  workflow["spec"]["suspend"] = true;
  workflow["spec"]["defaults"]["script"] = std::string(1'200'000, 'x');
  for (int i = 0; i < 1000; ++i) {
    workflow["metadata"]["labels"]["l" + std::to_string(i)] = std::string(63, 'v');
  }
  return workflow;
}

TEST(KeptText, IsBoundedForSuspendedWorkflowsOfAnySize) {
  const OwnerObject decoded = DecodeOwner("Workflow", LargeWorkflow().dump());
  ASSERT_GT(BytesOf(decoded), 1'200'000U);
  const KeptText texts;
  std::size_t bytes = 0;
  std::vector<OwnerObject> store;
  for (int i = 0; i < 120; ++i) {
    store.push_back(texts.Trim(decoded));
    bytes += BytesOf(store.back());
    EXPECT_FALSE(store.back().has_text);
  }
  EXPECT_LE(bytes, 120U * 2048U);
  EXPECT_EQ(texts.Bytes(), 0U);
}

TEST(KeptText, IsEmptyForAFinishedWorkflow) {
  json workflow = LargeWorkflow();
  for (const char* reason : {"JobFailed", "InvalidSpec", "TooLarge"}) {
    workflow["status"] = {{"phase", "Failed"},
                          {"reason", reason},
                          {"message", std::string(100'000, 'm')},
                          {"observedGeneration", 3},
                          {"completionTime", "2026-01-01T00:00:00Z"}};
    const OwnerObject ended = DecodeOwner("Workflow", workflow.dump());
    EXPECT_FALSE(ended.has_text);
    EXPECT_LE(BytesOf(ended), 2048U) << reason;
  }
}

TEST(KeptText, IsBoundedForAnyNumberOfObjects) {
  const KeptText texts;
  json workflow = Workflow();
  workflow["spec"]["defaults"]["script"] = std::string(3000, 'x');
  const OwnerObject object = DecodeOwner("Workflow", workflow.dump());
  std::vector<OwnerObject> store;
  for (std::size_t i = 0; i < 2 * KeptText::kOfAll / 3000; ++i) {
    store.push_back(texts.Trim(object));
  }
  EXPECT_TRUE(store.front().has_text);
  EXPECT_FALSE(store.back().has_text);
  EXPECT_LE(texts.Bytes(), KeptText::kOfAll);
  const OwnerObject copy = store.front();
  store.clear();
  EXPECT_GT(texts.Bytes(), 0U) << "a copy is still there";
  EXPECT_TRUE(texts.Trim(object).has_text) << "there is room again";
}

TEST(OwnerObject, HasAKeyOfKindNamespaceAndName) {
  EXPECT_EQ(OwnerKey("Job", "ns", "name"), "Job/ns/name");
}

}  // namespace
}  // namespace executioner::reconcile
