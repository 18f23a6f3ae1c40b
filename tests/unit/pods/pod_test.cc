#include "controller/adapters/pods/pod.h"

#include <gtest/gtest.h>

#include "tests/unit/pods/pod_fixture.h"

namespace executioner::pods {
namespace {

using testing::Decoded;
using testing::Ended;
using testing::PodJson;
using testing::WithState;
using Json = nlohmann::json;

base::TimePoint At(const char* time) {
  return *base::ParseTime(time);
}

TEST(DecodePod, ReadsPodsOfBuildPodWithFieldsOfTheServer) {
  Json json = testing::Build({.image = "busybox:1", .command = {{"true"}}, .timeout_seconds = 1});
  json["metadata"]["uid"] = "pod-uid";
  json["metadata"]["resourceVersion"] = "77";
  json["metadata"]["generation"] = 2;
  json["metadata"]["creationTimestamp"] = "2026-11-24T08:00:00Z";
  json["metadata"]["annotations"]["other"] = "x";
  json["metadata"]["managedFields"] =
      Json::parse(R"([{"fieldsV1":{"f:metadata":{"f:name":"}"}}}])");
  const Pod pod = Decoded(json);
  EXPECT_EQ(pod.meta.Key(), "team-a/" + json["metadata"]["name"].get<std::string>());
  EXPECT_EQ(pod.meta.uid, "pod-uid");
  EXPECT_EQ(pod.meta.resource_version, "77");
  EXPECT_EQ(pod.meta.generation, 2);
  EXPECT_EQ(pod.meta.creation_time, At("2026-11-24T08:00:00Z"));
  const std::map<std::string, std::string> labels{
      {"executioner.dev/workflow", "etl"},
      {"executioner.dev/job", "load"},
      {"executioner.dev/run", "1"},
      {"executioner.dev/attempt", "1"},
      {"executioner.dev/owner-uid", testing::Etl().uid}};
  EXPECT_EQ(pod.meta.labels, labels);
  const std::map<std::string, std::string> annotations{{"executioner.dev/spec-hash", "4be2"}};
  EXPECT_EQ(pod.meta.annotations, annotations);
  EXPECT_EQ(pod.meta.finalizers, std::vector<std::string>{"executioner.dev/record"});
  EXPECT_TRUE(pod.has_finalizer);
  ASSERT_TRUE(pod.meta.controller);
  EXPECT_EQ(pod.meta.controller->kind, "Workflow");
  EXPECT_EQ(pod.meta.controller->api_version, "executioner.dev/v1alpha1");
  EXPECT_EQ(pod.meta.controller->uid, testing::Etl().uid);
  EXPECT_EQ(pod.active_deadline_seconds, 600 + 1 + 30 + 30);
}

TEST(DecodePod, ReadsATerminatedContainer) {
  Json json = Ended(137, "OOMKilled", "tab\t \xC3\xA9 \"quoted\"");
  json["spec"]["containers"][0]["resources"]["limits"]["memory"] = "64Mi";
  const Pod pod = Decoded(json);
  EXPECT_EQ(pod.phase, PodPhase::kFailed);
  EXPECT_TRUE(pod.started);
  EXPECT_EQ(pod.exit_code, 137);
  EXPECT_EQ(pod.terminated_reason, "OOMKilled");
  EXPECT_EQ(pod.termination_message, "tab\t \xC3\xA9 \"quoted\"");
  EXPECT_EQ(pod.started_at, At("2026-11-24T08:04:00Z"));
  EXPECT_EQ(pod.finished_at, At("2026-11-24T08:05:00Z"));
  EXPECT_EQ(pod.memory_limit, "64Mi");
  EXPECT_TRUE(pod.IsTerminal());
}

TEST(DecodePod, ReadsConditions) {
  Json json = PodJson("Pending");
  json["status"]["conditions"] = Json::parse(R"([
    {"type":"PodScheduled","status":"False","reason":"Unschedulable","message":"0/1 nodes",
     "lastTransitionTime":"2026-11-24T08:00:01Z"},
    {"type":"DisruptionTarget","status":"True","reason":"DeletionByPodGC","message":"gone",
     "lastTransitionTime":"2026-11-24T08:00:03Z"},
    {"type":"Ready","status":"False","lastProbeTime":null,"lastTransitionTime":"2026-11-24T08:00:02Z"}])");
  const Pod pod = Decoded(json);
  EXPECT_EQ(pod.unschedulable, "0/1 nodes");
  EXPECT_EQ(pod.disruption_reason, "DeletionByPodGC");
  EXPECT_EQ(pod.disruption_message, "gone");
  EXPECT_EQ(pod.last_transition_time, At("2026-11-24T08:00:03Z"));
}

TEST(DecodePod, NamesSchedulingGates) {
  Json json = PodJson("Pending");
  json["spec"]["schedulingGates"] = {{{"name", "kueue.x-k8s.io/admission"}},
                                     {{"name", "a.test/b"}}};
  EXPECT_EQ(Decoded(json).gates, "'kueue.x-k8s.io/admission', 'a.test/b'");
  json["spec"]["schedulingGates"] = Json::array();
  EXPECT_EQ(Decoded(json).gates, "");
}

TEST(DecodePod, SkipsConditionsThatAreNotTrue) {
  Json json = PodJson("Running");
  json["status"]["conditions"] = Json::parse(R"([
    {"type":"PodScheduled","status":"True"},{"type":"DisruptionTarget","status":"False","reason":"x"}])");
  const Pod pod = Decoded(json);
  EXPECT_EQ(pod.unschedulable, "");
  EXPECT_EQ(pod.disruption_reason, "");
}

TEST(DecodePod, ReadsOnlyOurContainer) {
  Json json = WithState(PodJson("Running"), {{"running", {{"startedAt", "2026-11-24T08:04:00Z"}}}});
  json["status"]["containerStatuses"].insert(
      json["status"]["containerStatuses"].begin(),
      {{"name", "proxy"}, {"state", {{"terminated", {{"exitCode", 9}}}}}});
  const Pod pod = Decoded(json);
  EXPECT_TRUE(pod.started);
  EXPECT_FALSE(pod.exit_code);
}

TEST(DecodePod, ShowsTheInitContainerThatKeepsTheJobFromStarting) {
  Json json = WithState(PodJson("Pending"), {{"waiting", {{"reason", "PodInitializing"}}}});
  json["status"]["initContainerStatuses"] = Json::parse(R"([
    {"name":"a","state":{"waiting":{"reason":"ErrImagePull","message":"no such host"}}},
    {"name":"b","state":{"waiting":{"reason":"PodInitializing"}}}])");
  const Pod pod = Decoded(json);
  EXPECT_FALSE(pod.started);
  EXPECT_EQ(pod.waiting_reason, "ErrImagePull");
  EXPECT_EQ(pod.waiting_message, "no such host");
}

TEST(DecodePod, ReportsHowAnInitContainerFailed) {
  Json json = WithState(PodJson("Failed"), {{"waiting", {{"reason", "PodInitializing"}}}});
  json["status"]["initContainerStatuses"] = Json::parse(R"([
    {"name":"ok","state":{"terminated":{"exitCode":0}}},
    {"name":"fetch","state":{"terminated":{"exitCode":3,"message":"no route"}}}])");
  EXPECT_EQ(Decoded(json).init_failure, "init container 'fetch' ended with exit code 3: no route");
}

TEST(DecodePod, CountsAContainerThatCouldNotRunAsNotStarted) {
  EXPECT_FALSE(Decoded(Ended(128, "StartError", "exec: no such file")).started);
}

TEST(DecodePod, TreatsADeletedPodWithoutNodeAsTerminal) {
  Json json = PodJson("Pending");
  EXPECT_FALSE(Decoded(json).IsTerminal());
  json["metadata"]["deletionTimestamp"] = "2026-11-24T08:10:00Z";
  json["metadata"]["deletionGracePeriodSeconds"] = 35;
  const Pod bound = Decoded(json);
  EXPECT_FALSE(bound.IsTerminal());
  EXPECT_EQ(bound.meta.deletion_time, At("2026-11-24T08:10:00Z"));
  EXPECT_EQ(bound.meta.deletion_grace_seconds, 35);
  json["spec"].erase("nodeName");
  EXPECT_TRUE(Decoded(json).IsTerminal());
}

TEST(DecodePod, TreatsAPodDeletedByForceAsTerminal) {
  Json json = PodJson("Running");
  json["metadata"]["deletionTimestamp"] = "2026-11-24T08:10:00Z";
  json["metadata"]["deletionGracePeriodSeconds"] = 1;
  EXPECT_FALSE(Decoded(json).IsTerminal());
  json["metadata"]["deletionGracePeriodSeconds"] = 0;
  EXPECT_TRUE(Decoded(json).IsTerminal());
}

TEST(DecodePod, ReadsTheRestOfAnObjectWithAnOddField) {
  Json json = Ended(3, "Error");
  json["metadata"]["labels"] = Json::array({1});
  const Pod pod = Decoded(json);
  EXPECT_TRUE(pod.meta.labels.empty());
  EXPECT_EQ(pod.meta.name, "etl-load-1-1-9f2c41aa07");
  EXPECT_EQ(pod.exit_code, 3);
}

TEST(DecodePod, TreatsNullAsAbsent) {
  Json json = PodJson("Pending");
  for (const char* const field :
       {"labels", "annotations", "finalizers", "ownerReferences", "deletionTimestamp"}) {
    json["metadata"][field] = nullptr;
  }
  json["spec"]["activeDeadlineSeconds"] = nullptr;
  json["status"]["conditions"] = nullptr;
  json["status"]["containerStatuses"] = nullptr;
  const Pod pod = Decoded(json);
  EXPECT_EQ(pod.meta.name, "etl-load-1-1-9f2c41aa07");
  EXPECT_TRUE(pod.meta.labels.empty() && pod.meta.finalizers.empty());
  EXPECT_EQ(pod.meta.deletion_time, std::nullopt);
  EXPECT_EQ(pod.active_deadline_seconds, 0);
  EXPECT_EQ(pod.phase, PodPhase::kPending);
}

TEST(DecodePod, NeverThrowsForAnyFieldValue) {
  const Json original = Json::parse(R"({"metadata":{"name":"p","labels":{"executioner.dev/job":"a"},
    "annotations":{"executioner.dev/spec-hash":"h"},"ownerReferences":[{"controller":true,"uid":"u"}],
    "finalizers":["f"],"generation":1,"deletionTimestamp":"2026-11-24T08:10:00Z"},
    "spec":{"nodeName":"n","activeDeadlineSeconds":5,"containers":[{"name":"job","resources":{"limits":{"memory":"1"}}}]},
    "status":{"phase":"Failed","startTime":"2026-11-24T08:10:00Z",
    "conditions":[{"type":"DisruptionTarget","status":"True","lastTransitionTime":"2026-11-24T08:10:00Z"}],
    "initContainerStatuses":[{"name":"i","state":{"terminated":{"exitCode":1}}}],
    "containerStatuses":[{"name":"job","state":{"terminated":{"exitCode":1,"signal":2,"reason":"Error"}}}]}})")
                            .flatten();
  for (const auto& [path, value] : original.items()) {
    for (const char* const odd : {"7", "-1", "1e400", "99999999999999999999", "\"\"", "\"x\"", "[]",
                                  "{}", "true", "[[]]"}) {
      Json changed = original;
      changed[path] = "@odd@";
      std::string text = changed.unflatten().dump();
      text.replace(text.find("\"@odd@\""), 7, odd);
      EXPECT_NO_THROW(DecodePod(text)) << path << " " << odd;
    }
  }
}

TEST(DecodePod, NeverThrowsForTruncatedText) {
  const std::string whole = Ended(3, "Error", "a\"b").dump();
  EXPECT_EQ(DecodePod(whole).exit_code, 3);
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_NO_THROW(DecodePod(std::string_view(whole).substr(0, length))) << length;
  }
}

}  // namespace
}  // namespace executioner::pods
