#include "controller/adapters/pods/pod_reader.h"

#include <gtest/gtest.h>

#include "controller/adapters/pods/pod_ending.h"
#include "controller/domain/retry_policy.h"
#include "tests/unit/pods/pod_fixture.h"

namespace executioner::pods {
namespace {

using domain::Ending;
using domain::Reason;
using testing::Decoded;
using testing::Ended;
using testing::PodJson;
using testing::WithState;
using Json = nlohmann::json;

base::TimePoint At(const char* time) {
  return *base::ParseTime(time);
}

Ending EndingOf(const Json& pod) {
  return ReadEnding(Decoded(pod));
}

/// A failed pod with last words of this reason and exit code.
Json Words(const std::string& reason, int exit_code, Json more = Json::object()) {
  more.update({{"v", 1}, {"reason", reason}, {"exitCode", exit_code}});
  return Ended(exit_code, "Error", more.dump());
}

Json Disrupted(Json pod, const std::string& reason) {
  pod["status"]["conditions"] = {{{"type", "DisruptionTarget"},
                                  {"status", "True"},
                                  {"reason", reason},
                                  {"message", "because"},
                                  {"lastTransitionTime", "2026-11-24T08:06:00Z"}}};
  return pod;
}

Json WithReason(Json pod, const std::string& reason, const std::string& message = {}) {
  pod["status"]["reason"] = reason;
  pod["status"]["message"] = message;
  return pod;
}

/// Deletion was asked for at 08:00:00 of this minute, with 35 s of grace.
Json Deleted(Json pod, const std::string& minute) {
  pod["metadata"]["deletionTimestamp"] = "2026-11-24T08:" + minute + ":35Z";
  pod["metadata"]["deletionGracePeriodSeconds"] = 35;
  return pod;
}

Json Stopped(Json pod) {
  pod["spec"]["activeDeadlineSeconds"] = 1;
  return WithReason(std::move(pod), "DeadlineExceeded",
                    "Pod was active on the node longer than the specified deadline");
}

TEST(ReadEnding, SucceededIsCompleted) {
  Json json = Ended(0, "Completed");
  json["status"]["phase"] = "Succeeded";
  const Ending ending = EndingOf(json);
  EXPECT_EQ(ending.reason, Reason::kCompleted);
  EXPECT_EQ(ending.exit_code, 0);
  EXPECT_EQ(ending.time, At("2026-11-24T08:05:00Z"));
  EXPECT_EQ(ending.message, "");
  EXPECT_FALSE(ending.stopped);
}

TEST(ReadEnding, LastWordsTakePrecedence) {
  const Ending ending = EndingOf(
      Words("PreCheckFailed", 120, {{"message", "pre-check 1 (fileExists /in): no such file"}}));
  EXPECT_EQ(ending.reason, Reason::kPreCheckFailed);
  EXPECT_EQ(ending.message, "pre-check 1 (fileExists /in): no such file");
  EXPECT_EQ(ending.exit_code, 120);
}

TEST(ReadEnding, ALaterDisruptionDoesNotExcuseAFailure) {
  EXPECT_EQ(EndingOf(Disrupted(Words("Failed", 3), "EvictionByEvictionAPI")).reason,
            Reason::kFailed);
  EXPECT_EQ(EndingOf(Deleted(Words("TimedOut", 124), "10")).reason, Reason::kTimedOut);
  EXPECT_EQ(EndingOf(Deleted(Ended(3, "Error"), "10")).reason, Reason::kFailed);
}

TEST(ReadEnding, WorkThatEndedBeforeAStopIsCompleted) {
  EXPECT_EQ(EndingOf(Stopped(Words("Completed", 0))).reason, Reason::kCompleted);
}

TEST(ReadEnding, ADisruptionExplainsWhyTheRunnerWasAskedToStop) {
  const Json words = Words("Signaled", 143, {{"signal", 15}, {"terminated", true}});
  const Ending ending = EndingOf(Disrupted(words, "PreemptionByScheduler"));
  EXPECT_EQ(ending.reason, Reason::kPreempted);
  EXPECT_EQ(ending.message, "preempted on node 'n1': because");
  EXPECT_EQ(ending.exit_code, 143);
  EXPECT_EQ(EndingOf(words).reason, Reason::kSignaled);
}

TEST(ReadEnding, KnowsEveryDisruption) {
  const std::pair<const char*, Reason> known[] = {
      {"PreemptionByScheduler", Reason::kPreempted},   {"EvictionByEvictionAPI", Reason::kEvicted},
      {"DeletionByTaintManager", Reason::kNodeLost},   {"DeletionByPodGC", Reason::kNodeLost},
      {"TerminationByKubelet", Reason::kNodeShutdown}, {"SomethingNew", Reason::kEvicted}};
  for (const auto& [reason, expected] : known) {
    EXPECT_EQ(EndingOf(Disrupted(Ended(137, "Error"), reason)).reason, expected) << reason;
  }
  EXPECT_EQ(
      EndingOf(WithReason(Disrupted(PodJson("Failed"), "TerminationByKubelet"), "Evicted")).reason,
      Reason::kEvicted);
}

TEST(ReadEnding, KnowsTheReasonsOfNodes) {
  const std::pair<const char*, Reason> known[] = {
      {"Evicted", Reason::kEvicted},         {"Preempting", Reason::kPreempted},
      {"NodeLost", Reason::kNodeLost},       {"NodeShutdown", Reason::kNodeShutdown},
      {"Terminated", Reason::kNodeShutdown}, {"UnexpectedAdmissionError", Reason::kRejectedByNode},
      {"OutOfcpu", Reason::kRejectedByNode}};
  for (const auto& [reason, expected] : known) {
    const Ending ending = EndingOf(WithReason(PodJson("Failed"), reason, "low on memory"));
    EXPECT_EQ(ending.reason, expected) << reason;
    EXPECT_NE(ending.message.find("low on memory"), std::string::npos) << ending.message;
    EXPECT_NE(ending.message.find("n1"), std::string::npos) << ending.message;
  }
}

TEST(ReadEnding, APodThatItsNodeRejectedIsADisruption) {
  for (const char* const reason :
       {"OutOfcpu", "OutOfmemory", "OutOfpods", "OutOfephemeral-storage", "NodeAffinity",
        "NodePorts", "TopologyAffinityError", "UnexpectedAdmissionError", "SomethingNew"}) {
    Json json = WithReason(PodJson("Failed"), reason, "Pod was rejected: no room");
    const Ending ending = EndingOf(json);
    EXPECT_EQ(ending.reason, Reason::kRejectedByNode) << reason;
    EXPECT_TRUE(domain::IsDisruption(ending)) << reason;
    EXPECT_NE(ending.message.find(reason), std::string::npos) << ending.message;
    EXPECT_FALSE(ending.exit_code);
  }
}

TEST(ReadEnding, APodThatFailedAfterAContainerRanWasNotRejected) {
  Json json = WithReason(PodJson("Failed"), "SomethingNew", "why");
  json["status"]["initContainerStatuses"] = {
      {{"name", "fetch"}, {"state", {{"terminated", {{"exitCode", 0}}}}}}};
  EXPECT_EQ(EndingOf(json).reason, Reason::kError);
}

TEST(ReadEnding, AnEvictionByTheJobsOwnFaultIsNotADisruption) {
  const char* const message = "Usage of EmptyDir volume \"tmp\" exceeds the limit \"1Mi\". ";
  const Json words = Words("Signaled", 143, {{"signal", 15}, {"terminated", true}});
  for (const Json& ended : {Ended(137, "Error"), words}) {
    const Ending ending = EndingOf(WithReason(ended, "Evicted", message));
    EXPECT_EQ(ending.reason, Reason::kEvicted);
    EXPECT_FALSE(domain::IsDisruption(ending));
    EXPECT_NE(ending.message.find("exceeds the limit"), std::string::npos) << ending.message;
  }
  Json fetching = WithReason(PodJson("Failed"), "Evicted", message);
  fetching["status"]["initContainerStatuses"] = {
      {{"name", "fetch"}, {"state", {{"terminated", {{"exitCode", 137}}}}}}};
  EXPECT_FALSE(domain::IsDisruption(EndingOf(fetching)));
  Json forgotten = Ended(137, "ContainerStatusUnknown", "could not be located");
  forgotten["status"]["containerStatuses"][0]["state"]["terminated"].erase("startedAt");
  EXPECT_FALSE(domain::IsDisruption(EndingOf(WithReason(forgotten, "Evicted", message))));
  EXPECT_TRUE(domain::IsDisruption(EndingOf(WithReason(forgotten, "Evicted", "low on memory"))));
}

TEST(ReadEnding, AnEvictionByANodeUnderPressureIsADisruption) {
  const Json pressed = WithReason(Disrupted(Ended(137, "Error"), "TerminationByKubelet"), "Evicted",
                                  "low on memory");
  EXPECT_EQ(EndingOf(pressed).reason, Reason::kEvicted);
  EXPECT_TRUE(domain::IsDisruption(EndingOf(pressed)));
  const Json never_started = WithReason(PodJson("Failed"), "Evicted", "DiskPressure");
  EXPECT_TRUE(domain::IsDisruption(EndingOf(never_started)));
}

TEST(ReadEnding, AJobContainerThatEndedWithZeroIsCompletedRegardlessOfLaterEvents) {
  const Json done = Ended(0, "Completed");  // phase Failed: an injected container ended with 1
  Json proxied = done;
  proxied["status"]["containerStatuses"].push_back(
      {{"name", "proxy"}, {"state", {{"terminated", {{"exitCode", 1}, {"reason", "Error"}}}}}});
  for (const Json& json :
       {done, proxied, WithReason(done, "Evicted", "low on memory"), Stopped(done),
        Disrupted(done, "EvictionByEvictionAPI"), Deleted(done, "04"), Deleted(done, "10"),
        WithReason(done, "DeadlineExceeded"), WithReason(done, "NodeShutdown")}) {
    const Ending ending = EndingOf(json);
    EXPECT_EQ(ending.reason, Reason::kCompleted) << json["status"].dump();
    EXPECT_EQ(ending.exit_code, 0);
    EXPECT_EQ(ending.message, "");
  }
}

TEST(ReadEnding, AnExitCodeOfZeroThatNobodySawIsNotCompleted) {
  EXPECT_EQ(EndingOf(WithReason(PodJson("Failed"), "NodeLost")).reason, Reason::kNodeLost);
  Json unknown = Ended(0, "ContainerStatusUnknown", "could not be located");
  unknown["status"]["containerStatuses"][0]["state"]["terminated"].erase("startedAt");
  EXPECT_EQ(EndingOf(unknown).reason, Reason::kNodeLost);
}

TEST(ReadEnding, OnlyExitCodesOfSignalsMeanASignal) {
  for (const int code : {1, 128, 193, 200, 254, 255}) {
    const Ending ending = EndingOf(Ended(code, "Error"));
    EXPECT_EQ(ending.reason, Reason::kFailed) << code;
    EXPECT_EQ(ending.message, "exit code " + std::to_string(code));
    EXPECT_EQ(ending.exit_code, code);
  }
  for (const int code : {129, 137, 143, 192}) {
    EXPECT_EQ(EndingOf(Ended(code, "Error")).reason, Reason::kSignaled) << code;
  }
}

TEST(ReadEnding, BelievesTheSignalThatTheKubeletReports) {
  Json json = Ended(255, "Error");
  json["status"]["containerStatuses"][0]["state"]["terminated"]["signal"] = 6;
  EXPECT_EQ(EndingOf(json).message, "ended by signal 6 (SIGABRT)");
  for (const int odd : {-1, 65, 2147483647}) {
    json["status"]["containerStatuses"][0]["state"]["terminated"]["signal"] = odd;
    EXPECT_EQ(EndingOf(json).reason, Reason::kFailed) << odd;
  }
}

TEST(ReadEnding, DistinguishesAStopFromTheDeadline) {
  const Ending stopped = EndingOf(Stopped(Words("Signaled", 143, {{"terminated", true}})));
  EXPECT_EQ(stopped.reason, Reason::kCancelled);
  EXPECT_TRUE(stopped.stopped);
  Json json = WithReason(Ended(137, "Error"), "DeadlineExceeded");
  json["spec"]["activeDeadlineSeconds"] = 700;
  const Ending backstop = EndingOf(json);
  EXPECT_EQ(backstop.reason, Reason::kTimedOut);
  EXPECT_NE(backstop.message.find("700 s"), std::string::npos) << backstop.message;
  EXPECT_FALSE(backstop.stopped);
}

TEST(ReadEnding, DeletionWithoutADisruptionIsPodDeleted) {
  const Ending ending = EndingOf(Deleted(Words("Signaled", 143, {{"terminated", true}}), "04"));
  EXPECT_EQ(ending.reason, Reason::kPodDeleted);
  EXPECT_TRUE(ending.stopped);
  EXPECT_EQ(EndingOf(Disrupted(Deleted(PodJson("Failed"), "04"), "DeletionByTaintManager")).reason,
            Reason::kNodeLost);
}

TEST(ReadEnding, APodThatNeverStartedEndedWhenItsDeletionWasRequested) {
  Json json = Deleted(PodJson("Pending"), "10");
  json["spec"].erase("nodeName");
  const Ending ending = EndingOf(json);
  EXPECT_EQ(ending.reason, Reason::kPodDeleted);
  EXPECT_EQ(ending.time, At("2026-11-24T08:10:00Z"));
  EXPECT_EQ(ending.message, "the pod was deleted");
}

TEST(ReadEnding, ContainersOfUnknownStateAreNodeLost) {
  EXPECT_EQ(EndingOf(Ended(255, "Unknown")).reason, Reason::kNodeLost);
  EXPECT_EQ(EndingOf(Ended(137, "ContainerStatusUnknown", "could not be located")).reason,
            Reason::kNodeLost);
}

TEST(ReadEnding, ReportsOutOfMemoryWithTheLimit) {
  Json json = Ended(137, "OOMKilled");
  json["spec"]["containers"][0]["resources"]["limits"]["memory"] = "64Mi";
  const Ending ending = EndingOf(json);
  EXPECT_EQ(ending.reason, Reason::kOomKilled);
  EXPECT_EQ(ending.message, "the kernel killed the container for lack of memory (limit 64Mi)");
  Json words = Words("Failed", 1, {{"message", "exit code 1"}});
  words["status"]["containerStatuses"][0]["state"]["terminated"]["reason"] = "OOMKilled";
  EXPECT_EQ(EndingOf(words).reason, Reason::kOomKilled);
  EXPECT_EQ(EndingOf(words).message, "the kernel killed a process for lack of memory: exit code 1");
}

TEST(ReadEnding, UsesTheExitCodeIfNothingElseIsKnown) {
  EXPECT_EQ(EndingOf(Ended(3, "Error")).message, "exit code 3");
  EXPECT_EQ(EndingOf(Ended(3, "Error", "no route")).message, "exit code 3: no route");
  EXPECT_EQ(EndingOf(Ended(3, "Error", "{\"v\":1,\"rea")).message, "exit code 3");
  const Ending signaled = EndingOf(Ended(139, "Error"));
  EXPECT_EQ(signaled.reason, Reason::kSignaled);
  EXPECT_EQ(signaled.message, "ended by signal 11 (SIGSEGV)");
}

TEST(ReadEnding, ReportsPodsThatNeverRan) {
  const Ending start = EndingOf(Ended(128, "StartError", "exec /load: no such file"));
  EXPECT_EQ(start.reason, Reason::kError);
  EXPECT_EQ(start.message, "the container could not be started: exec /load: no such file");
  EXPECT_FALSE(start.exit_code) << "of the runtime, not of the job";
  Json json = PodJson("Failed");
  json["status"]["initContainerStatuses"] = {
      {{"name", "fetch"}, {"state", {{"terminated", {{"exitCode", 3}}}}}}};
  EXPECT_EQ(EndingOf(json).reason, Reason::kError);
  EXPECT_EQ(EndingOf(json).message, "init container 'fetch' ended with exit code 3");
  EXPECT_EQ(EndingOf(PodJson("Failed")).message,
            "the pod failed on node 'n1' without giving a reason");
}

TEST(ReadEnding, LimitsAndSanitizesTheMessage) {
  const Ending ending =
      EndingOf(Words("Failed", 3, {{"message", "\x1B[2J" + std::string(3000, 'x')}}));
  EXPECT_EQ(ending.message.size(), 1024U);
  EXPECT_EQ(ending.message.substr(0, 5), "xxxxx");
}

TEST(ReadAttempt, OfALivePodHasNoEnding) {
  Json json = WithState(PodJson("Running"), {{"running", {{"startedAt", "2026-11-24T08:04:00Z"}}}});
  const domain::AttemptSeen seen = ReadAttempt(Decoded(json), domain::InstanceId{4}, 2);
  EXPECT_EQ(seen, (domain::AttemptSeen{.instance = domain::InstanceId{4},
                                       .attempt = 2,
                                       .pod = "etl-load-1-1-9f2c41aa07",
                                       .created = At("2026-11-24T08:00:00Z"),
                                       .started = true,
                                       .start_time = At("2026-11-24T08:04:00Z"),
                                       .node = "n1"}));
}

TEST(ReadAttempt, KnowsThatItWasAskedToStop) {
  Json json = PodJson("Running");
  json["spec"]["activeDeadlineSeconds"] = 1;
  EXPECT_TRUE(ReadAttempt(Decoded(json), domain::InstanceId{0}, 1).stop_requested);
  const domain::AttemptSeen deleted =
      ReadAttempt(Decoded(Deleted(PodJson("Running"), "10")), domain::InstanceId{0}, 1);
  EXPECT_TRUE(deleted.stop_requested);
  EXPECT_EQ(deleted.deletion_due, At("2026-11-24T08:10:35Z"));
  EXPECT_FALSE(deleted.ending);
}

/// What an attempt whose container waits so says.
domain::AttemptSeen Waiting(const std::string& reason, const std::string& message = {}) {
  return ReadAttempt(Decoded(WithState(PodJson("Pending"),
                                       {{"waiting", {{"reason", reason}, {"message", message}}}})),
                     domain::InstanceId{}, 1);
}

TEST(ReadAttempt, ReportsThatAnImageCannotBePulled) {
  for (const char* const reason : {"ErrImagePull", "ImagePullBackOff", "InvalidImageName",
                                   "ErrImageNeverPull", "RegistryUnavailable"}) {
    const domain::AttemptSeen seen = Waiting(reason, "no such host");
    EXPECT_EQ(seen.waiting_reason, Reason::kImagePullFailed) << reason;
    EXPECT_EQ(seen.waiting_message, "no such host");
  }
}

TEST(ReadAttempt, ReportsTheSameDuringAndBetweenPulls) {
  EXPECT_EQ(Waiting("ImagePullBackOff", "Back-off pulling image \"x\": ErrImagePull: no such host")
                .waiting_message,
            Waiting("ErrImagePull", "no such host").waiting_message);
  EXPECT_EQ(Waiting("ImagePullBackOff", "Back-off pulling image \"x\"").waiting_message,
            "Back-off pulling image \"x\"");
}

TEST(ReadAttempt, PassesOnOtherMessagesOfTheCluster) {
  const domain::AttemptSeen config =
      Waiting("CreateContainerConfigError", "secret \"s\" not found");
  EXPECT_EQ(config.waiting_reason, Reason::kNone);
  EXPECT_EQ(config.waiting_message, "CreateContainerConfigError: secret \"s\" not found");
  EXPECT_EQ(Waiting("ContainerCreating").waiting_message, "");
  EXPECT_EQ(Waiting("PodInitializing").waiting_message, "");
  Json json = PodJson("Pending");
  json["status"]["conditions"] = {
      {{"type", "PodScheduled"}, {"status", "False"}, {"message", "0/1 nodes"}}};
  EXPECT_EQ(ReadAttempt(Decoded(json), domain::InstanceId{0}, 1).waiting_message,
            "unschedulable: 0/1 nodes");
}

TEST(ReadAttempt, NamesTheInitContainerThatItWaitsFor) {
  const Json running = {{"running", {{"startedAt", "2026-11-24T08:04:00Z"}}}};
  Json json = WithState(PodJson("Pending"), {{"waiting", {{"reason", "PodInitializing"}}}});
  json["status"]["initContainerStatuses"] = {{{"name", "executioner-runner"}, {"state", running}}};
  EXPECT_EQ(ReadAttempt(Decoded(json), domain::InstanceId{0}, 1).waiting_message, "");
  json["status"]["initContainerStatuses"] = {{{"name", "sidecar"}, {"state", running}},
                                             {{"name", "fetch"}, {"state", running}}};
  EXPECT_EQ(ReadAttempt(Decoded(json), domain::InstanceId{0}, 1).waiting_message,
            "init container 'fetch' has not ended");
}

TEST(ReadAttempt, OfATerminalPodHasItsEnding) {
  const domain::AttemptSeen seen =
      ReadAttempt(Decoded(Ended(3, "Error")), domain::InstanceId{0}, 1);
  ASSERT_TRUE(seen.ending);
  EXPECT_EQ(seen.ending->reason, Reason::kFailed);
  EXPECT_TRUE(seen.started);
}

}  // namespace
}  // namespace executioner::pods
