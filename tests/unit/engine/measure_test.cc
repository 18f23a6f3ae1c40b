#include "controller/engine/measure.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace executioner::engine {
namespace {

using domain::JobPhase;
using domain::Reason;
using domain::RunPhase;
using domain::Status;
using Strings = std::vector<std::string>;

class Seen final : public MetricsCollector {
 public:
  void RecordRunFinished(std::string_view kind, RunPhase phase, base::Duration) override {
    what.push_back(std::string(kind) + " " + std::string(domain::PhaseName(phase)));
  }

  void RecordJobFinished(JobPhase phase, std::optional<base::Duration> duration) override {
    what.push_back("job " + std::string(domain::PhaseName(phase)) +
                   (duration ? " " + std::to_string(duration->count()) : ""));
  }

  void RecordAttempt(Reason reason, bool retried) override {
    what.push_back("attempt " + std::string(domain::ReasonName(reason)) +
                   (retried ? " retried" : ""));
  }

  void RecordLaunch(std::string_view) override {}

  void RecordStatusWrite(std::string_view, std::size_t) override {}

  Strings what = {};
};

Strings Measured(const Status& before, const Status& after) {
  Seen seen;
  Measure(seen, "Workflow", before, after);
  return seen.what;
}

const domain::TimePoint kStart{std::chrono::seconds{1767225600}};

TEST(Measure, CountsAJobThatRanWithItsDuration) {
  const Status before{.jobs = {{{.phase = JobPhase::kRunning, .attempts = 1}, "a"}}};
  const Status after{.jobs = {{{.phase = JobPhase::kSucceeded,
                                .reason = Reason::kCompleted,
                                .attempts = 1,
                                .start_time = kStart,
                                .completion_time = kStart + base::Duration{70}},
                               "a"}}};
  EXPECT_EQ(Measured(before, after), (Strings{"attempt Completed", "job Succeeded 70"}));
  EXPECT_EQ(Measured(after, after), Strings{}) << "once";
}

TEST(Measure, CountsNoMillionAttemptsThatAnybodyCouldHaveWritten) {
  const Status before{.jobs = {{.name = "a"}, {.name = "not of the plan"}}};
  const Status after{.jobs = {{{.phase = JobPhase::kRunning,
                                .attempts = domain::kMostAttempts,
                                .retried_as = Reason::kFailed},
                               "a"}}};
  EXPECT_LE(Measured(before, after).size(), 100U);
}

TEST(Measure, CountsJobsThatNeverRan) {
  const Status before{.jobs = {{.name = "a"}, {.name = "b"}}};
  const Status after{
      .jobs = {{{.phase = JobPhase::kBlocked}, "a"}, {{.phase = JobPhase::kSkipped}, "b"}}};
  EXPECT_EQ(Measured(before, after), (Strings{"job Blocked", "job Skipped"}));
}

TEST(Measure, CountsARunWithoutJobs) {
  const Status after{
      .phase = RunPhase::kFailed, .reason = Reason::kInvalidSpec, .completion_time = kStart};
  EXPECT_EQ(Measured({}, after), Strings{"Workflow Failed"});
  EXPECT_EQ(Measured(after, after), Strings{});
}

TEST(Measure, CountsARetryThatAlreadyRuns) {
  const Status before{.jobs = {{{.phase = JobPhase::kRunning, .attempts = 1}, "a"}}};
  Status after{
      .jobs = {
          {{.phase = JobPhase::kRunning, .attempts = 2, .retried_as = Reason::kOomKilled}, "a"}}};
  EXPECT_EQ(Measured(before, after), Strings{"attempt OOMKilled retried"});
  after.jobs[0].phase = JobPhase::kSucceeded;
  after.jobs[0].reason = Reason::kCompleted;
  EXPECT_EQ(Measured(before, after),
            (Strings{"attempt OOMKilled retried", "attempt Completed", "job Succeeded"}));
}

TEST(Measure, CountsAnAttemptOnceIfItIsCancelledBeforeTheNext) {
  const Status before{.jobs = {{{.phase = JobPhase::kRetrying,
                                 .reason = Reason::kFailed,
                                 .attempts = 1,
                                 .next_attempt_time = kStart},
                                "a"}}};
  const Status after{
      .jobs = {
          {{.phase = JobPhase::kCancelled, .reason = Reason::kCancelled, .attempts = 1}, "a"}}};
  EXPECT_EQ(Measured(before, after), Strings{"job Cancelled"});
}

TEST(Measure, HasNoAttemptWithoutAReason) {
  const Status before{.jobs = {{{.phase = JobPhase::kRunning, .attempts = 1}, "a"}}};
  const Status after{.jobs = {{{.phase = JobPhase::kRetrying, .attempts = 1}, "a"}}};
  EXPECT_EQ(Measured(before, after), Strings{});
}

}  // namespace
}  // namespace executioner::engine
