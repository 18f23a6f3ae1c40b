#include "controller/domain/retry_policy.h"

#include <gtest/gtest.h>

namespace executioner::domain {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr TimePoint kEnd{seconds{1000}};
const Ending kExitOne{.reason = Reason::kFailed, .exit_code = 1, .time = kEnd};

TEST(RetryPolicy, GrowsByTheBackoffUpToTheMaximumDelay) {
  const RetryPolicy policy{
      .delay_seconds = 10, .backoff_percent = 200, .jitter_percent = 0, .max_delay_seconds = 35};
  EXPECT_EQ(RetryDelay(policy, 1, 0.5), seconds{10});
  EXPECT_EQ(RetryDelay(policy, 2, 0.5), seconds{20});
  EXPECT_EQ(RetryDelay(policy, 3, 0.5), seconds{35});
  EXPECT_EQ(RetryDelay(policy, 500, 0.5), seconds{35});
}

TEST(RetryPolicy, JitterSpreadsToBothSides) {
  const RetryPolicy policy{.delay_seconds = 10, .jitter_percent = 10};
  EXPECT_EQ(RetryDelay(policy, 1, 0.0), seconds{9});
  EXPECT_EQ(RetryDelay(policy, 1, 0.5), seconds{10});
  EXPECT_LT(RetryDelay(policy, 1, 0.999), seconds{11});
}

TEST(RetryPolicy, EndsWithTheLimit) {
  const RetryPolicy policy{.limit = 2, .delay_seconds = 1, .jitter_percent = 0};
  EXPECT_EQ(NextAttempt(policy, kExitOne, {.counted = 1}, 0), kEnd + seconds{1});
  EXPECT_EQ(NextAttempt(policy, kExitOne, {.counted = 2}, 0), kEnd + milliseconds{1500});
  EXPECT_EQ(NextAttempt(policy, kExitOne, {.counted = 3}, 0), std::nullopt);
}

TEST(RetryPolicy, StartsNothingAfterMaxElapsed) {
  const RetryPolicy policy{
      .limit = 9, .delay_seconds = 10, .jitter_percent = 0, .max_elapsed_seconds = 60};
  EXPECT_TRUE(NextAttempt(policy, kExitOne, {.counted = 1, .first_attempt = kEnd - seconds{50}}, 0)
                  .has_value());
  EXPECT_FALSE(NextAttempt(policy, kExitOne, {.counted = 1, .first_attempt = kEnd - seconds{51}}, 0)
                   .has_value());
}

TEST(RetryPolicy, RetriesByCause) {
  const RetryPolicy policy{
      .limit = 1,
      .on = {{.exit_codes = {75}}, {.reasons = {Reason::kTimedOut}, .exit_codes = {124}}}};
  EXPECT_TRUE(AllowsRetry(policy, Reason::kFailed, 75));
  EXPECT_FALSE(AllowsRetry(policy, Reason::kFailed, 1));
  EXPECT_FALSE(AllowsRetry(policy, Reason::kFailed, std::nullopt));
  EXPECT_TRUE(AllowsRetry(policy, Reason::kTimedOut, 124));
  EXPECT_FALSE(AllowsRetry(policy, Reason::kTimedOut, 1));
}

TEST(RetryPolicy, DoesNotRetryCheckFailuresByDefault) {
  EXPECT_FALSE(AllowsRetry(RetryPolicy{}, Reason::kPostCheckFailed, 121));
  EXPECT_TRUE(AllowsRetry(RetryPolicy{}, Reason::kOomKilled, 137));
}

TEST(RetryPolicy, DisruptionsHaveASeparateBudget) {
  const RetryPolicy policy{.disruptions = 2};
  const Ending evicted{.reason = Reason::kEvicted, .time = kEnd};
  EXPECT_EQ(NextAttempt(policy, evicted, {.disruptions = 2}, 0), kEnd + seconds{2});
  EXPECT_EQ(NextAttempt(policy, evicted, {.disruptions = 3}, 0), std::nullopt);
  EXPECT_EQ(DisruptionDelay(1), seconds{1});
  EXPECT_EQ(DisruptionDelay(40), seconds{60});
}

TEST(RetryPolicy, CountsAnEvictionByTheJobsOwnFaultAgainstTheLimit) {
  const Ending own{.reason = Reason::kEvicted, .exit_code = 137, .time = kEnd, .own_fault = true};
  EXPECT_FALSE(IsDisruption(own));
  EXPECT_TRUE(NextAttempt({.limit = 1}, own, {.counted = 1, .first_attempt = kEnd}, 0));
  EXPECT_FALSE(NextAttempt({.limit = 1}, own, {.counted = 2, .first_attempt = kEnd}, 0));
  EXPECT_FALSE(NextAttempt({.limit = 1, .on = {{.reasons = {Reason::kFailed}}}}, own,
                           {.counted = 1, .first_attempt = kEnd}, 0));
}

TEST(RetryPolicy, BoundsHowOftenANodeMayReject) {
  const Ending rejected{.reason = Reason::kRejectedByNode, .time = kEnd};
  EXPECT_EQ(NextAttempt({}, rejected, {.disruptions = 5}, 0), kEnd + seconds{16});
  EXPECT_EQ(NextAttempt({}, rejected, {.disruptions = 6}, 0), std::nullopt);
}

TEST(Dice, AreEqualForTheSameAttemptAndDifferForOthers) {
  EXPECT_EQ(Dice("uid", 1, "job", 1), Dice("uid", 1, "job", 1));
  EXPECT_NE(Dice("uid", 1, "job", 1), Dice("uid", 1, "job", 2));
  EXPECT_NE(Dice("ab", 1, "c", 1), Dice("a", 1, "bc", 1));
  double sum = 0;
  for (int i = 0; i < 1000; ++i) {
    const double dice = Dice("uid", 1, "job", i);
    ASSERT_GE(dice, 0.0);
    ASSERT_LT(dice, 1.0);
    sum += dice;
  }
  EXPECT_NEAR(sum / 1000, 0.5, 0.05);
}

TEST(AllowsRetry, RejectsErrorsOfTheRunner) {
  EXPECT_FALSE(AllowsRetry({}, Reason::kError, 64)) << "a malformed pattern stays so";
  EXPECT_TRUE(AllowsRetry({}, Reason::kError, 125));
  EXPECT_TRUE(AllowsRetry({}, Reason::kFailed, 64)) << "the job's own";
}

TEST(RetryDelay, IsADelayHoweverOftenAJobFailed) {
  const RetryPolicy at_once{.delay_seconds = 0, .backoff_percent = 10'000, .max_delay_seconds = 60};
  EXPECT_EQ(RetryDelay(at_once, 1000, 0.5), Duration{}) << "zero times infinity is no number";
  const RetryPolicy later{.delay_seconds = 1,
                          .backoff_percent = 10'000,
                          .jitter_percent = 100,
                          .max_delay_seconds = 60};
  EXPECT_EQ(RetryDelay(later, 1000, 0.0), Duration{});
  EXPECT_EQ(RetryDelay(later, 1000, 0.5), std::chrono::seconds{60});
}

}  // namespace
}  // namespace executioner::domain
