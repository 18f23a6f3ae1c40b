#include "controller/adapters/pods/pod_ending.h"

#include <gtest/gtest.h>

#include "controller/adapters/pods/pod_reader.h"
#include "tests/unit/pods/pod_fixture.h"

namespace executioner::pods {
namespace {

using testing::Decoded;
using testing::Ended;
using testing::PodJson;
using testing::WithState;
using Json = nlohmann::json;

Json Terminated(int exit_code, const std::string& reason, const std::string& message = {}) {
  return {{"terminated",
           {{"exitCode", exit_code},
            {"reason", reason},
            {"message", message},
            {"startedAt", "2026-11-24T08:04:00Z"},
            {"finishedAt", "2026-11-24T08:05:00Z"}}}};
}

Json WithOther(Json pod, const Json& state) {
  pod["status"]["containerStatuses"].push_back({{"name", "proxy"}, {"state", state}});
  return pod;
}

/// A pod in phase Running whose container "job" has terminated so.
Json JobTerminated(int exit_code, const std::string& message = {},
                   const std::string& reason = "Error") {
  return WithState(PodJson("Running"), Terminated(exit_code, reason, message));
}

/// The same, and another container still runs.
Json Outlived(int exit_code, const std::string& message = {}) {
  return WithOther(JobTerminated(exit_code, message), {{"running", Json::object()}});
}

constexpr const char* kOwnEnd = R"({"v":1,"reason":"Failed","exitCode":3})";
constexpr const char* kToldToStop =
    R"({"v":1,"reason":"Signaled","exitCode":143,"signal":15,"terminated":true})";

TEST(HasEnded, WithTheJobsContainerThatEndedByItself) {
  EXPECT_TRUE(HasEnded(Decoded(JobTerminated(0, "", "Completed"))));
  EXPECT_TRUE(HasEnded(Decoded(JobTerminated(3, kOwnEnd))));
  const domain::AttemptSeen seen =
      ReadAttempt(Decoded(JobTerminated(3, kOwnEnd)), domain::InstanceId{0}, 1);
  ASSERT_TRUE(seen.ending);
  EXPECT_EQ(seen.ending->reason, domain::Reason::kFailed);
  EXPECT_EQ(seen.ending->exit_code, 3);
  EXPECT_EQ(seen.ending->time, *base::ParseTime("2026-11-24T08:05:00Z"));
}

TEST(HasEnded, WithTheJobsContainerEvenIfAnotherRemains) {
  for (const Json& json :
       {Outlived(0), Outlived(3), Outlived(3, kOwnEnd), Outlived(143), Outlived(143, kToldToStop),
        WithOther(JobTerminated(3), {{"waiting", {{"reason", "ImagePullBackOff"}}}}),
        WithOther(JobTerminated(137, "", "OOMKilled"), {{"running", Json::object()}}),
        WithOther(JobTerminated(128, "no such file", "StartError"),
                  {{"running", Json::object()}})}) {
    EXPECT_TRUE(HasEnded(Decoded(json))) << json["status"].dump();
    EXPECT_TRUE(OutlivesItsJob(Decoded(json))) << json["status"].dump();
  }
  Json pending = Outlived(0);
  pending["status"]["phase"] = "Pending";  // while another container waits for its image
  EXPECT_TRUE(HasEnded(Decoded(pending)));
}

TEST(HasEnded, NotWhileTheJobRunsOrWaits) {
  EXPECT_FALSE(HasEnded(Decoded(PodJson("Pending"))));
  EXPECT_FALSE(HasEnded(Decoded(WithState(PodJson("Running"), {{"running", Json::object()}}))));
  EXPECT_FALSE(HasEnded(Decoded(WithOther(
      WithState(PodJson("Running"), {{"running", Json::object()}}), Terminated(1, "Error")))));
}

/// While the kubelet stops a pod (eviction, shutdown, deadline) it withholds the phase and the
/// reason until all containers have ended: they come a moment after the container's state.
TEST(HasEnded, NotBeforeThePodSaysWhyItsContainerWasStopped) {
  for (const Json& json : {JobTerminated(143, kToldToStop), JobTerminated(137), JobTerminated(143),
                           JobTerminated(1), JobTerminated(137, "", "OOMKilled"),
                           WithOther(JobTerminated(143), Terminated(0, "Completed"))}) {
    EXPECT_FALSE(HasEnded(Decoded(json))) << json["status"].dump();
  }
}

TEST(HasEnded, NotWhileThePodIsBeingStopped) {
  Json stopped = Outlived(0);
  stopped["spec"]["activeDeadlineSeconds"] = 1;
  EXPECT_FALSE(HasEnded(Decoded(stopped)));
  Json deleted = Outlived(0);
  deleted["metadata"]["deletionTimestamp"] = "2026-11-24T08:10:35Z";
  EXPECT_FALSE(HasEnded(Decoded(deleted)));
  deleted["status"]["phase"] = "Failed";
  EXPECT_TRUE(HasEnded(Decoded(deleted)));
  EXPECT_EQ(ReadEnding(Decoded(deleted)).reason, domain::Reason::kCompleted);
}

TEST(HasEnded, NotWithAContainerThatMayRunAgain) {
  const Json rules = {{{"action", "Restart"}, {"exitCodes", {{"operator", "In"}}}}};
  Json of_job = Outlived(0);
  of_job["spec"]["containers"][0]["restartPolicyRules"] = rules;
  Json of_other = Outlived(0);
  of_other["spec"]["containers"].push_back({{"name", "proxy"}, {"restartPolicyRules", rules}});
  Json of_init = Outlived(0);
  of_init["spec"]["initContainers"] = {{{"name", "fetch"}, {"restartPolicyRules", rules}}};
  Json policy_of_job = Outlived(3);
  policy_of_job["spec"]["containers"][0]["restartPolicy"] = "OnFailure";
  Json policy_of_pod = Outlived(3);
  policy_of_pod["spec"]["restartPolicy"] = "OnFailure";
  for (const Json& json : {of_job, of_other, of_init, policy_of_job, policy_of_pod}) {
    EXPECT_FALSE(HasEnded(Decoded(json))) << json["spec"].dump();
  }
  Json sidecar = Outlived(0);  // native sidecars run again, and only they
  sidecar["spec"]["initContainers"] = {{{"name", "mesh"}, {"restartPolicy", "Always"}}};
  sidecar["spec"]["containers"][0]["restartPolicyRules"] = Json::array();
  EXPECT_TRUE(HasEnded(Decoded(sidecar)));
}

TEST(HasEnded, NotWithAContainerOfUnknownState) {
  EXPECT_FALSE(HasEnded(Decoded(
      WithOther(JobTerminated(137, "", "ContainerStatusUnknown"), {{"running", Json::object()}}))));
  EXPECT_FALSE(HasEnded(
      Decoded(WithOther(JobTerminated(255, "", "Unknown"), {{"running", Json::object()}}))));
}

TEST(HasEnded, WithATerminalPhase) {
  EXPECT_TRUE(HasEnded(Decoded(PodJson("Failed"))));
  EXPECT_TRUE(HasEnded(Decoded(PodJson("Succeeded"))));
  EXPECT_TRUE(HasEnded(Decoded(Ended(137, "ContainerStatusUnknown"))));
}

TEST(OutlivesItsJob, OnlyWhileAnOrdinaryContainerRemains) {
  EXPECT_FALSE(OutlivesItsJob(Decoded(JobTerminated(0))));
  EXPECT_FALSE(OutlivesItsJob(Decoded(WithOther(JobTerminated(0), Terminated(1, "Error")))));
  Json native = JobTerminated(0);
  native["status"]["initContainerStatuses"] = {
      {{"name", "mesh"}, {"state", {{"running", Json::object()}}}}};
  EXPECT_FALSE(OutlivesItsJob(Decoded(native)));
  Json over = Outlived(0);
  over["status"]["phase"] = "Failed";
  EXPECT_FALSE(OutlivesItsJob(Decoded(over)));
}

}  // namespace
}  // namespace executioner::pods
