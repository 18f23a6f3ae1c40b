#include "controller/adapters/pods/status_json.h"

#include <limits>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "controller/adapters/pods/status_reader.h"
#include "controller/adapters/runner/last_words.h"

namespace executioner::pods {
namespace {

using domain::JobPhase;
using domain::Reason;
using domain::RunPhase;
using domain::Status;
using Json = nlohmann::json;

base::TimePoint At(const char* time) {
  return *base::ParseTime(time);
}

/// Every field is set to something that is not its default.
Status Full() {
  const base::TimePoint start = At("2026-11-24T08:00:00Z");
  const base::TimePoint end = At("2026-11-24T08:30:00Z");
  Status status{
      .observed_generation = 3,
      .phase = RunPhase::kFailed,
      .reason = Reason::kJobFailed,
      .message = "job 'load' failed",
      .run = 2,
      .attempt = 3,
      .spec_hash = "4be2",
      .start_time = start,
      .completion_time = end,
      .suspended_seconds = 5,
      .suspended_since = start,
      .counts = {
          .total = 12, .pending = 1, .running = 2, .succeeded = 6, .failed = 1, .skipped = 2}};
  status.conditions =
      domain::MakeConditions({RunPhase::kFailed, Reason::kJobFailed, "m"}, {}, 3, end);
  status.jobs = {{{.phase = JobPhase::kRetrying,
                   .reason = Reason::kTimedOut,
                   .message = "attempt 1 \"ran\"",
                   .attempts = 2,
                   .disruptions = 1,
                   .start_time = start,
                   .completion_time = end,
                   .next_attempt_time = end,
                   .exit_code = 0,
                   .pod = "etl-load-2-2-9f2c41aa07",
                   .ready_time = start,
                   .launch_time = end,
                   .attempt_history = {{.attempt = 1,
                                        .pod = "etl-load-2-1-8f2c41aa07",
                                        .reason = Reason::kTimedOut,
                                        .exit_code = 3,
                                        .launch_time = start,
                                        .start_time = start,
                                        .completion_time = end}},
                   .results = domain::Results({{"rows", "42"}, {"text", "a\n\"b\""}})},
                  "load"},
                 {.name = "B_2"}};
  status.history = {{.run = 1,
                     .attempt = 2,
                     .spec_hash = "aa",
                     .phase = RunPhase::kCancelled,
                     .reason = Reason::kCancelled,
                     .start_time = start,
                     .completion_time = end}};
  status.after_complete = {{.kind = "Job", .name = "migrate"}};
  return status;
}

/// A finished run of 1,000 jobs, as big as they usually are.
Status Thousand() {
  Status status = Full();
  status.jobs.clear();
  for (int i = 0; i < 1000; ++i) {
    status.jobs.push_back({{.phase = JobPhase::kSucceeded,
                            .reason = Reason::kCompleted,
                            .attempts = 1,
                            .start_time = status.start_time,
                            .completion_time = status.completion_time,
                            .exit_code = 0,
                            .pod = "etl-job-" + std::to_string(i) + "-1-1-9f2c41aa07",
                            .ready_time = status.start_time,
                            .launch_time = status.start_time},
                           "job-" + std::to_string(i)});
  }
  return status;
}

TEST(StatusJson, IsDecodedToTheSameStatus) {
  Status of_workflow = Full();
  of_workflow.after_complete.clear();
  EXPECT_EQ(DecodeStatus(EncodeStatus(of_workflow, false)), of_workflow);
  EXPECT_EQ(DecodeStatus(EncodeStatus(Full(), true)), Full());
  EXPECT_EQ(DecodeStatus(EncodeStatus(Status{}, false)), Status{});
}

TEST(StatusJson, MatchesTheApi) {
  Status status = Full();
  status.jobs.pop_back();
  const Json json = Json::parse(EncodeStatus(status, false));
  EXPECT_EQ(json.at("progress"), "6/12");
  EXPECT_EQ(
      json.at("counts"),
      Json::parse(R"({"total":12,"pending":1,"running":2,"succeeded":6,"failed":1,"skipped":2})"));
  EXPECT_EQ(json.at("jobs").at(0),
            Json::parse(R"({"name":"load","phase":"Retrying","reason":"TimedOut",
    "message":"attempt 1 \"ran\"","attempts":2,"disruptions":1,"startTime":"2026-11-24T08:00:00Z",
    "completionTime":"2026-11-24T08:30:00Z","nextAttemptTime":"2026-11-24T08:30:00Z","exitCode":0,
    "pod":"etl-load-2-2-9f2c41aa07","readyTime":"2026-11-24T08:00:00Z",
    "launchTime":"2026-11-24T08:30:00Z","attemptHistory":[{"attempt":1,
    "pod":"etl-load-2-1-8f2c41aa07","reason":"TimedOut","exitCode":3,
    "launchTime":"2026-11-24T08:00:00Z","startTime":"2026-11-24T08:00:00Z",
    "completionTime":"2026-11-24T08:30:00Z"}],"results":{"rows":"42","text":"a\n\"b\""}})"));
  EXPECT_EQ(json.at("conditions").at(1),
            Json::parse(R"({"type":"Failed","status":"True","reason":"JobFailed",
    "message":"m","lastTransitionTime":"2026-11-24T08:30:00Z","observedGeneration":3})"));
  EXPECT_EQ(json.at("history").at(0).at("phase"), "Cancelled");
  EXPECT_FALSE(json.contains("attempts"));
}

TEST(StatusJson, KeepsConditionsInOrder) {
  std::vector<std::string> types;
  const Json json = Json::parse(EncodeStatus(Full(), false));
  for (const Json& condition : json.at("conditions")) {
    types.push_back(condition.at("type"));
  }
  EXPECT_EQ(types, (std::vector<std::string>{"Complete", "Failed", "Finished", "Suspended",
                                             "Reconciling", "Stalled"}));
}

TEST(StatusJson, OmitsEmptyFields) {
  Status status;
  status.observed_generation = 1;
  status.jobs = {{.name = "load"}};
  const Json json = Json::parse(EncodeStatus(status, false));
  EXPECT_EQ(json.at("jobs"), Json::parse(R"([{"name":"load","phase":"Pending"}])"));
  for (const char* const key : {"reason", "message", "specHash", "startTime", "completionTime",
                                "suspendedSeconds", "suspendedSince", "conditions", "history"}) {
    EXPECT_FALSE(json.contains(key)) << key;
  }
}

TEST(StatusJson, ShowsTheAttemptOfAJobAtTheTop) {
  Status status = Full();
  status.jobs.pop_back();
  const Json json = Json::parse(EncodeStatus(status, true));
  EXPECT_EQ(json.at("attempts"), 2);
  EXPECT_EQ(json.at("exitCode"), 0);
  EXPECT_EQ(json.at("pod"), "etl-load-2-2-9f2c41aa07");
}

TEST(StatusJson, IsSmall) {
  EXPECT_LT(EncodeStatus(Thousand(), false).size(), 300000U);
}

TEST(DecodeStatus, ReadsWordsThatItDoesNotKnowAsNone) {
  const Status status = DecodeStatus(
      R"({"phase":"Running","reason":"ApprovalDenied","jobs":[{"name":"a","message":"m",)"
      R"("phase":"AwaitingApproval","reason":"NeverHeardOf"}]})");
  EXPECT_EQ(status.phase, domain::RunPhase::kRunning);
  EXPECT_EQ(status.reason, domain::Reason::kNone);
  ASSERT_EQ(status.jobs.size(), 1U);
  EXPECT_EQ(status.jobs[0].phase, domain::JobPhase::kPending);
  EXPECT_EQ(status.jobs[0].reason, domain::Reason::kNone);
  EXPECT_EQ(status.jobs[0].message, "m");
}

TEST(DecodeStatus, KeepsDefaultsOfMalformedFields) {
  EXPECT_EQ(DecodeStatus(""), Status{});
  EXPECT_EQ(DecodeStatus("[1]"), Status{});
  EXPECT_EQ(DecodeStatus(R"({"observedGeneration":-1})"), Status{});
  EXPECT_EQ(DecodeStatus(
                R"({"phase":"Strange","reason":7,"run":"x","startTime":"soon","counts":[],"jobs":{},
    "conditions":null,"history":3,"attempt":99999999999,"message":{},"unknown":1})"),
            Status{});
  const Status status =
      DecodeStatus(R"({"run":2,"jobs":[{"name":"a","phase":"Odd","attempts":1},7]})");
  EXPECT_EQ(status.run, 2);
  ASSERT_EQ(status.jobs.size(), 2U);
  EXPECT_EQ(status.jobs[0].attempts, 1);
  EXPECT_EQ(status.jobs[0].phase, JobPhase::kPending);
}

TEST(EncodeStatusWithin, AlwaysLimitsMessages) {
  Status status = Full();
  status.message = std::string(1023, 'x') + "\xC3\xA9";
  const Status read = DecodeStatus(EncodeStatusWithin(status, false, 1000000));
  EXPECT_EQ(read.message, std::string(1023, 'x'));
}

TEST(EncodeStatusWithin, MakesMessagesSafeForDisplayBeforeItCutsThem) {
  Status status = Full();
  status.message = "\x1B[2J\u009B\u202E\u2028\nb";
  status.conditions.front().message = "\x1B[2J";
  status.jobs.front().message = std::string(500, '\a');
  const Status read = DecodeStatus(EncodeStatusWithin(status, false, 1000000));
  EXPECT_EQ(read.message, "\\u001b[2J\\u009b\\u202e\\u2028\nb");
  EXPECT_EQ(read.conditions.front().message, "\\u001b[2J");
  EXPECT_EQ(read.jobs.front().message.size(), 1024U);
}

TEST(EncodeStatusWithin, ShortensInOrderAndOnlyAsNeeded) {
  Status status = Full();
  status.after_complete.clear();
  const std::string tail = std::string(domain::kTailMark) + std::string(200, 't');
  status.jobs = {
      {{.phase = JobPhase::kFailed,
        .message = "exit code 3" + tail,
        .start_time = status.start_time,
        .ready_time = status.start_time,
        .launch_time = status.start_time,
        .attempt_history = {{.attempt = 1}}},
       "bad"},
      {{.phase = JobPhase::kSucceeded, .message = "fine" + tail, .start_time = status.start_time},
       "good"}};
  Status expected = status;
  const auto fits = [&] {
    return DecodeStatus(EncodeStatusWithin(status, false, EncodeStatus(expected, false).size()));
  };
  EXPECT_EQ(fits(), expected);
  expected.jobs[0].ready_time.reset();
  expected.jobs[0].launch_time.reset();
  expected.jobs[0].attempt_history.clear();
  EXPECT_EQ(fits(), expected);
  expected.jobs[0].message = "exit code 3";
  expected.jobs[1].message = "fine";
  EXPECT_EQ(fits(), expected);
  expected.jobs[1].message = "";
  EXPECT_EQ(fits(), expected);
  expected.jobs[0].message = "";
  EXPECT_EQ(fits(), expected);
  expected.jobs[1].start_time.reset();
  EXPECT_EQ(fits(), expected);
  expected.jobs[0].start_time.reset();
  EXPECT_EQ(fits(), expected);
  EXPECT_EQ(EncodeStatusWithin(status, false, EncodeStatus(expected, false).size() - 1), "");
}

/// 1,000 jobs with the longest names and something to say.
Status Talkative(JobPhase phase, Reason reason, std::size_t message) {
  Status status = Full();
  status.message = "";
  status.phase = RunPhase::kRunning;
  status.counts = {.total = 1000, .running = 1000};
  status.jobs.clear();
  for (int i = 0; i < 1000; ++i) {
    std::string name = "job-" + std::to_string(i) + "-";
    name.resize(63, 'n');
    status.jobs.push_back({{.phase = phase,
                            .reason = reason,
                            .message = "reason of " + std::to_string(i) + std::string(message, 'm'),
                            .attempts = 1,
                            .start_time = status.start_time,
                            .pod = name.substr(0, 40) + "-1-1-9f2c41aa07"},
                           name});
  }
  return status;
}

TEST(EncodeStatusWithin, CutsMessagesStepByStepBeforeAnythingElse) {
  const Status status = Talkative(JobPhase::kQueued, Reason::kNone, 1100);
  for (const auto& [budget, longest] :
       {std::pair<std::size_t, std::size_t>{1'200'000, 512}, {600'000, 128}, {300'000, 0}}) {
    const std::string json = EncodeStatusWithin(status, false, budget);
    ASSERT_NE(json, "") << budget;
    const Status read = DecodeStatus(json);
    EXPECT_EQ(read.counts, status.counts);
    ASSERT_EQ(read.jobs.size(), 1000U);
    for (const domain::JobStatus& job : read.jobs) {
      EXPECT_EQ(job.message.size(), longest);
      EXPECT_NE(job.pod, "");
      EXPECT_TRUE(job.start_time.has_value());
    }
  }
}

TEST(EncodeStatusWithin, KeepsTheFirstFailureIfMessagesDoNotFit) {
  Status status = Talkative(JobPhase::kQueued, Reason::kNone, 1100);
  EXPECT_TRUE(DecodeStatus(EncodeStatusWithin(status, false, 300'000))
                  .message.starts_with("job '" + status.jobs[0].name + "' is Queued: reason of 0"));
  status.jobs[7].phase = JobPhase::kFailed;
  EXPECT_TRUE(DecodeStatus(EncodeStatusWithin(status, false, 300'000))
                  .message.starts_with("job '" + status.jobs[7].name + "' is Failed: reason of 7"));
  status.message = "job 'x' failed";
  EXPECT_EQ(DecodeStatus(EncodeStatusWithin(status, false, 300'000)).message, "job 'x' failed");
}

TEST(EncodeStatusWithin, FitsAThousandJobsWithALargeSpec) {
  const Status status = Talkative(JobPhase::kFailed, Reason::kCreateRefused, 1300);
  const std::string json = EncodeStatusWithin(status, false, 200'000);
  ASSERT_NE(json, "");
  EXPECT_EQ(DecodeStatus(json).jobs.back().reason, Reason::kCreateRefused);
}

TEST(DecodeStatus, BoundsAnAttemptHistoryThatAnybodyCouldHaveWritten) {
  std::string entries = R"({"attempt":-7,"exitCode":-2147483648,"reason":"Odd","pod":3,
      "launchTime":"9999-12-31T23:59:59Z","startTime":"-1","completionTime":1e99})";
  for (int i = 0; i < 1000; ++i) {
    entries += R"(,{"attempt":2147483647,"launchTime":"0000-01-01T00:00:00Z"})";
  }
  const Status status = DecodeStatus(
      R"({"jobs":[{"attemptHistory":{}},{"readyTime":"soon","launchTime":{},"attemptHistory":[)" +
      entries + "]}]}");
  ASSERT_EQ(status.jobs.size(), 2U);
  EXPECT_TRUE(status.jobs[0].attempt_history.empty());
  const domain::JobStatus& job = status.jobs[1];
  EXPECT_EQ(job.ready_time, std::nullopt);
  EXPECT_EQ(job.launch_time, std::nullopt);
  ASSERT_EQ(job.attempt_history.size(), 3U);
  EXPECT_EQ(job.attempt_history[0],
            (domain::PastAttempt{.attempt = 1,
                                 .exit_code = std::numeric_limits<int>::min(),
                                 .launch_time = base::ParseTime("9999-12-31T23:59:59Z")}));
  EXPECT_EQ(job.attempt_history[1].attempt, domain::kMostAttempts);
  EXPECT_EQ(DecodeStatus(EncodeStatus(status, false)), status);
}

TEST(DecodeStatus, LimitsNumbers) {
  const Status huge = DecodeStatus(
      R"({"run":2147483647,"attempt":2147483647,"suspendedSeconds":2147483647,
          "jobs":[{"name":"a","attempts":2147483647,"disruptions":2147483647}]})");
  EXPECT_EQ(huge.run, domain::kMostAttempts);
  EXPECT_EQ(huge.attempt, domain::kMostAttempts);
  EXPECT_LE(huge.suspended_seconds, 1'000'000'000);
  EXPECT_EQ(huge.jobs[0].attempts, domain::kMostAttempts);
  EXPECT_EQ(huge.jobs[0].disruptions, domain::kMostAttempts);
  const Status negative = DecodeStatus(
      R"({"run":-5,"attempt":-2147483648,"suspendedSeconds":-1,
          "jobs":[{"name":"a","attempts":-3,"disruptions":7}]})");
  EXPECT_EQ(negative.run, 1);
  EXPECT_EQ(negative.attempt, 1);
  EXPECT_EQ(negative.suspended_seconds, 0);
  EXPECT_EQ(negative.jobs[0].attempts, 0);
  EXPECT_EQ(negative.jobs[0].disruptions, 0);
}

TEST(EncodeStatus, WritesNoNumberThatTheApiServerRefuses) {
  Status status{
      .run = domain::kMostAttempts + 1,
      .attempt = domain::kMostAttempts + 1,
      .suspended_seconds = std::numeric_limits<int>::max(),
      .jobs = {
          {{.attempts = domain::kMostAttempts + 1, .attempt_history = {{.attempt = 0}}}, "a"}}};
  const Status written = DecodeStatus(EncodeStatus(status, false));
  const auto json = nlohmann::json::parse(EncodeStatus(status, false));
  EXPECT_EQ(json["run"], written.run);
  EXPECT_EQ(json["attempt"], written.attempt);
  EXPECT_EQ(json["suspendedSeconds"], written.suspended_seconds);
  EXPECT_EQ(json["jobs"][0]["attempts"], written.jobs[0].attempts);
  EXPECT_EQ(json["jobs"][0]["attemptHistory"][0]["attempt"], 1);
}

TEST(StatusJson, NeverShedsResults) {
  Status status = Thousand();
  status.jobs[7].results = domain::Results({{"rows", std::string(2000, 'x')}});
  const std::size_t whole = EncodeStatus(status, false).size();
  const std::string shed = EncodeStatusWithin(status, false, whole / 2);
  ASSERT_FALSE(shed.empty());
  EXPECT_EQ(DecodeStatus(shed).jobs[7].results, status.jobs[7].results);
  EXPECT_EQ(EncodeStatusWithin(status, false, 1500), "");
}

}  // namespace
}  // namespace executioner::pods
