#include <gtest/gtest.h>

#include "tests/unit/domain/validate_fixture.h"

namespace executioner::domain {
namespace {

Strings Retry(const RetryPolicy& retry) {
  JobTemplate work = GoodWork();
  work.retry = retry;
  return ComplaintsOf(work);
}

Strings At(const std::string& below) {
  return {"spec.jobs[0].retry." + below};
}

TEST(ValidateRetry, AcceptsTheBoundsOfEachRange) {
  EXPECT_EQ(Retry({}), Strings{});
  EXPECT_EQ(Retry({.limit = 0,
                   .delay_seconds = 0,
                   .backoff_percent = 100,
                   .jitter_percent = 0,
                   .max_delay_seconds = 0,
                   .max_elapsed_seconds = 1,
                   .disruptions = 0}),
            Strings{});
  EXPECT_EQ(Retry({.limit = 1000,
                   .delay_seconds = 86400,
                   .backoff_percent = 10000,
                   .jitter_percent = 100,
                   .disruptions = 1000}),
            Strings{});
}

TEST(ValidateRetry, RejectsValuesOutOfRange) {
  EXPECT_EQ(Retry({.limit = -1}), At("limit: is -1; allowed: 0 to 1000"));
  EXPECT_EQ(Retry({.limit = 1001}), At("limit: is 1001; allowed: 0 to 1000"));
  EXPECT_EQ(Retry({.delay_seconds = 86401}), At("delaySeconds: is 86401; allowed: 0 to 86400"));
  EXPECT_EQ(Retry({.backoff_percent = 99}), At("backoffPercent: is 99; allowed: 100 to 10000"));
  EXPECT_EQ(Retry({.jitter_percent = 101}), At("jitterPercent: is 101; allowed: 0 to 100"));
  EXPECT_EQ(Retry({.max_delay_seconds = -1}), At("maxDelaySeconds: is -1; allowed: at least 0"));
  EXPECT_EQ(Retry({.max_elapsed_seconds = 0}), At("maxElapsedSeconds: is 0; allowed: at least 1"));
  EXPECT_EQ(Retry({.disruptions = 1001}), At("disruptions: is 1001; allowed: 0 to 1000"));
}

TEST(ValidateRetry, AcceptsEveryReasonThatCanBeRetried) {
  EXPECT_EQ(Retry({.on = {{.reasons = {Reason::kFailed, Reason::kSignaled, Reason::kTimedOut,
                                       Reason::kOomKilled, Reason::kError, Reason::kPreCheckFailed,
                                       Reason::kPostCheckFailed, Reason::kPendingTimeout,
                                       Reason::kImagePullFailed, Reason::kEvicted}},
                          {.exit_codes = {1, 255}}}}),
            Strings{});
}

TEST(ValidateRetry, RejectsOtherReasons) {
  EXPECT_EQ(Retry({.on = {{.reasons = {Reason::kFailed, Reason::kPreempted}}}}),
            At("on[0].reasons[1]: 'Preempted' is retried in any case, see retry.disruptions"));
  EXPECT_EQ(Retry({.on = {{.reasons = {Reason::kCancelled}}}}),
            At("on[0].reasons[0]: 'Cancelled' cannot be retried; allowed: Failed, Signaled, "
               "TimedOut, OOMKilled, Error, PreCheckFailed, PostCheckFailed, PendingTimeout, "
               "ImagePullFailed, Evicted"));
}

TEST(ValidateRetry, RejectsImpossibleExitCodes) {
  EXPECT_EQ(Retry({.on = {{.exit_codes = {0}}}}),
            At("on[0].exitCodes[0]: is 0; allowed: 1 to 255"));
  EXPECT_EQ(Retry({.on = {{.exit_codes = {1, 256}}}}),
            At("on[0].exitCodes[1]: is 256; allowed: 1 to 255"));
}

TEST(ValidateRetry, RejectsEmptyRules) {
  EXPECT_EQ(Retry({.on = {}}), At("on: is empty; needs at least one entry"));
  EXPECT_EQ(Retry({.on = {{}}}), At("on[0]: is empty: give reasons, exitCodes or both"));
  EXPECT_EQ(Retry({.on = std::vector<RetryRule>(17, {.exit_codes = {1}})}),
            At("on: has 17 entries; allowed: 1 to 16"));
}

}  // namespace
}  // namespace executioner::domain
