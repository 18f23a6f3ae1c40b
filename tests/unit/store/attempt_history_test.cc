// Which earlier attempts a job has, whatever database keeps them.
#include <optional>

#include <gtest/gtest.h>

#include "tests/unit/store/history_backend.h"
#include "tests/unit/store/history_fixture.h"

namespace executioner::store::testing {
namespace {

class AttemptHistory : public ::testing::TestWithParam<Backend> {
 protected:
  fakes::ManualClock clock = fakes::ManualClock();
  std::unique_ptr<HistoryPlace> place = GetParam().make();
  std::unique_ptr<history::History> history = place->Open(clock);
};

TEST_P(AttemptHistory, ContainsAttemptsThatAnotherFollowed) {
  domain::Status status = FullStatus();
  status.jobs[0].attempts = 5;
  status.jobs[1].attempts = 1;
  status.jobs[1].phase = domain::JobPhase::kRetrying;
  const std::int64_t run = history->Create(Source(), By("run"), status);
  for (int attempt = 1; attempt <= 5; ++attempt) {
    history::AttemptRecord record = Succeeded("a", attempt, 10 * attempt, 10 * attempt + 5);
    record.ending->reason = domain::Reason::kTimedOut;
    record.ending->exit_code = attempt;
    record.host = attempt == 4 ? "worker" : "";
    history->RecordAttempt(run, record);
  }
  history->RecordAttempt(run, Succeeded("b", 1, 7, 8));
  const domain::Status found = history->Find(run)->status;
  const auto past = [](int attempt, std::optional<base::TimePoint> launch) {
    return domain::PastAttempt{.attempt = attempt,
                               .reason = domain::Reason::kTimedOut,
                               .exit_code = attempt,
                               .launch_time = launch,
                               .start_time = At(10 * attempt),
                               .completion_time = At(10 * attempt + 5)};
  };
  EXPECT_EQ(found.jobs[0].attempt_history,
            (std::vector{past(4, std::nullopt), past(3, At(30)), past(2, At(20))}));
  ASSERT_EQ(found.jobs[1].attempt_history.size(), 1U);
  EXPECT_EQ(found.jobs[1].attempt_history.front().attempt, 1);
}

TEST_P(AttemptHistory, KeepsResultsOfAttemptsAndJobs) {
  const domain::Results results({{"rows", "42"}, {"text", "a\n\"ü\""}});
  domain::Status status = FullStatus();
  status.jobs[0].results = results;
  const std::int64_t run = history->Create(Source(), By("run"), status);
  history::AttemptRecord record = Succeeded("a", 1, 7, 8);
  record.ending->results = results;
  history->RecordAttempt(run, record);
  EXPECT_EQ(history->FindAttempt(run, "a", 1)->ending->results, results);
  history::AttemptRecord begun{.job = "b", .start_time = At(3)};
  history->RecordAttempt(run, begun);
  begun.ending = record.ending;
  EXPECT_TRUE(history->EndAttempt(run, begun));
  EXPECT_EQ(history->FindAttempt(run, "b", 1)->ending->results, results);
  const domain::Status found = history->Find(run)->status;
  EXPECT_EQ(found.jobs[0].results, results);
  EXPECT_TRUE(found.jobs[1].results.empty());
}

TEST_P(AttemptHistory, IsEmptyAfterASingleAttempt) {
  domain::Status status = FullStatus();
  status.jobs[0].attempts = 1;
  const std::int64_t run = history->Create(Source(), By("run"), status);
  history->RecordAttempt(run, Succeeded("a", 1, 7, 8));
  history->RecordAttempt(run, {.job = "b", .start_time = At(3)});
  history->RecordAttempt(run, Succeeded("gone", 1, 7, 8));
  const std::optional<history::RunRecord> found = history->Find(run);
  ASSERT_TRUE(found);
  for (const domain::JobStatus& job : found->status.jobs) {
    EXPECT_TRUE(job.attempt_history.empty()) << job.name;
  }
}

INSTANTIATE_TEST_SUITE_P(On, AttemptHistory, ::testing::Values(Sqlite(), Postgres()),
                         [](const auto& backend) { return backend.param.name; });

}  // namespace
}  // namespace executioner::store::testing
