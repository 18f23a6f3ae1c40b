/// \file
/// What every history keeps, whatever database is behind it.
#include <gtest/gtest.h>

#include "controller/base/error.h"
#include "tests/unit/store/history_backend.h"
#include "tests/unit/store/history_fixture.h"

namespace executioner::store::testing {
namespace {

using domain::RunPhase;
using engine::SaveResult;

class HistoryContract : public ::testing::TestWithParam<Backend> {
 protected:
  std::int64_t Create(const std::string& name = "etl", RunPhase phase = RunPhase::kPending) {
    return history->Create(Source(name), By("run"), InPhase(phase));
  }

  std::vector<std::int64_t> Ids(const history::RunFilter& filter) {
    std::vector<std::int64_t> ids;
    for (const history::RunSummary& run : history->List(filter)) {
      ids.push_back(run.id);
    }
    return ids;
  }

  fakes::ManualClock clock = fakes::ManualClock();
  std::unique_ptr<HistoryPlace> place = GetParam().make();
  std::unique_ptr<history::History> history = place->Open(clock);
};

TEST_P(HistoryContract, KeepsEveryFieldOfARun) {
  const std::int64_t run = history->Create(Source(), By("run"), FullStatus());
  const auto record = place->Open(clock)->Find(run);
  ASSERT_TRUE(record);
  EXPECT_EQ(record->status, FullStatus());
  const history::RunSummary& summary = record->summary;
  EXPECT_EQ(summary.id, run);
  EXPECT_EQ(summary.kind, "Workflow");
  EXPECT_EQ(summary.name, "etl");
  EXPECT_EQ(summary.attempt, 1);
  EXPECT_EQ(summary.phase, RunPhase::kFailed);
  EXPECT_EQ(summary.reason, domain::Reason::kJobFailed);
  EXPECT_EQ(summary.created, clock.Now());
  EXPECT_EQ(summary.start_time, At(10));
  EXPECT_EQ(summary.completion_time, At(20));
  EXPECT_EQ(summary.counts, FullStatus().counts);
}

TEST_P(HistoryContract, KeepsWhoStartedARunAndItsSource) {
  const std::int64_t run = history->Create(Source(), By("run"), FullStatus());
  const auto record = history->Find(run);
  ASSERT_EQ(record->run_attempts.size(), 1U);
  const history::RunAttemptRecord& attempt = record->run_attempts.front();
  EXPECT_EQ(attempt.source.path, "/home/ann/etl.yaml");
  EXPECT_EQ(attempt.source.manifest, R"({"kind":"Workflow"})");
  EXPECT_EQ(attempt.source.spec_hash, "abc");
  EXPECT_EQ(attempt.source.working_dir, "/home/ann");
  EXPECT_EQ(attempt.source.arguments, R"({"skip":["a"]})");
  EXPECT_EQ(attempt.source.kind, "Workflow");
  EXPECT_EQ(attempt.source.name, "etl");
  EXPECT_EQ(attempt.request.by, "ann");
  EXPECT_EQ(attempt.request.host, "box");
  EXPECT_EQ(attempt.request.command, "run");
  EXPECT_EQ(attempt.request.reason, "why not");
  EXPECT_EQ(attempt.request.state_dir, "/state");
  EXPECT_EQ(attempt.created, clock.Now());
  EXPECT_EQ(attempt.phase, RunPhase::kFailed);
  EXPECT_EQ(attempt.reason, domain::Reason::kJobFailed);
  EXPECT_EQ(attempt.start_time, At(10));
  EXPECT_EQ(attempt.completion_time, At(20));
}

TEST_P(HistoryContract, DoesNotFindUnknownRuns) {
  EXPECT_FALSE(history->Find(1));
  EXPECT_TRUE(history->List({}).empty());
}

TEST_P(HistoryContract, SavesChangesThatAreReverted) {
  const domain::Status first = FullStatus();
  const std::int64_t run = history->Create(Source(), By("run"), first);
  domain::Status second = first;
  second.jobs[1].phase = domain::JobPhase::kRunning;
  second.jobs[0].exit_code.reset();
  second.message = "other";
  for (const domain::Status& status : {first, second, first, second}) {
    const engine::OwnerId owner = Of(run);
    EXPECT_EQ(history->Save(owner, "", status).result, SaveResult::kSaved);
    EXPECT_EQ(history->Find(run)->status, status);
  }
}

TEST_P(HistoryContract, SavesRunsInTurn) {
  const domain::Status status = FullStatus();
  domain::Status other = status;
  other.jobs[0].message = "other";
  const std::int64_t one = history->Create(Source(), By("run"), InPhase(RunPhase::kPending));
  const std::int64_t two = history->Create(Source(), By("run"), InPhase(RunPhase::kPending));
  const engine::OwnerId first = Of(one);
  const engine::OwnerId second = Of(two);
  history->Save(first, "", status);
  history->Save(second, "", other);
  history->Save(first, "", other);
  history->Save(second, "", status);
  EXPECT_EQ(history->Find(one)->status, other);
  EXPECT_EQ(history->Find(two)->status, status);
}

TEST_P(HistoryContract, ReportsThatARunWasRemoved) {
  const std::int64_t run = Create();
  history->Remove({run});
  const engine::OwnerId owner = Of(run);
  EXPECT_EQ(history->Save(owner, "", FullStatus()).result, SaveResult::kGone);
}

TEST_P(HistoryContract, NeverReusesANumber) {
  Create();
  const std::int64_t last = Create();
  history->Remove({last});
  EXPECT_GT(Create(), last);
}

TEST_P(HistoryContract, ListsNewestFirst) {
  const std::int64_t one = Create();
  const std::int64_t two = Create();
  EXPECT_EQ(Ids({}), (std::vector{two, one}));
  EXPECT_EQ(Ids({.limit = 1}), (std::vector{two}));
}

TEST_P(HistoryContract, ListsByName) {
  const std::int64_t one = Create("etl");
  Create("other");
  EXPECT_EQ(Ids({.name = "etl"}), (std::vector{one}));
  EXPECT_TRUE(Ids({.name = "' OR 1 = 1 --"}).empty());
}

TEST_P(HistoryContract, ListsByPhase) {
  const std::int64_t failed = Create("etl", RunPhase::kFailed);
  Create("etl", RunPhase::kSucceeded);
  const std::int64_t running = Create("etl", RunPhase::kRunning);
  EXPECT_EQ(Ids({.phases = {RunPhase::kFailed, RunPhase::kRunning}}),
            (std::vector{running, failed}));
}

TEST_P(HistoryContract, ListsByTheTimeOfTheStart) {
  Create();
  clock.Advance(base::Duration{1000});
  const std::int64_t middle = Create();
  clock.Advance(base::Duration{1000});
  const std::int64_t last = Create();
  EXPECT_EQ(Ids({.since = At(1000), .until = At(2000)}), (std::vector{middle}));
  EXPECT_EQ(Ids({.since = At(1001)}), (std::vector{last}));
}

TEST_P(HistoryContract, KeepsAnAttemptFromItsStartToItsEnd) {
  const std::int64_t run = Create();
  history::AttemptRecord attempt{.job = "a",
                                 .attempt = 2,
                                 .run_attempt = 3,
                                 .start_time = At(123),
                                 .host = "db2",
                                 .state_dir = "/var/x"};
  history->RecordAttempt(run, attempt);
  ASSERT_EQ(history->Find(run)->attempts.size(), 1U);
  EXPECT_FALSE(history->Find(run)->attempts.front().ending);
  attempt.ending = domain::Ending{.reason = domain::Reason::kSignaled,
                                  .message = "signal 9",
                                  .exit_code = 137,
                                  .time = At(456),
                                  .stopped = true};
  attempt.max_rss_kb = 1LL << 40;
  attempt.cpu_ms = 12;
  history->RecordAttempt(run, attempt);
  const auto record = history->Find(run);
  ASSERT_EQ(record->attempts.size(), 1U);
  const history::AttemptRecord& kept = record->attempts.front();
  EXPECT_EQ(kept.job, "a");
  EXPECT_EQ(kept.attempt, 2);
  EXPECT_EQ(kept.run_attempt, 3);
  EXPECT_EQ(kept.start_time, At(123));
  EXPECT_EQ(kept.ending, attempt.ending);
  EXPECT_EQ(kept.max_rss_kb, attempt.max_rss_kb);
  EXPECT_EQ(kept.cpu_ms, attempt.cpu_ms);
  EXPECT_EQ(kept.host, "db2");
  EXPECT_EQ(kept.state_dir, "/var/x");
}

TEST_P(HistoryContract, StartsAnAttemptOnceAndOnlyInTheNewestRetryOfAnActiveRun) {
  const std::int64_t run = Create();
  const history::AttemptRecord attempt{
      .job = "a", .start_time = At(1), .host = "db2", .state_dir = "/var/x"};
  EXPECT_FALSE(history->FindAttempt(run, "a", 1));
  history->RecordLaunches(run, {attempt, {.job = "b"}});
  EXPECT_TRUE(history->BeginAttempt(run, attempt));
  EXPECT_FALSE(history->BeginAttempt(run, attempt));
  EXPECT_EQ(history->FindAttempt(run, "a", 1)->start_time, At(1));
  EXPECT_EQ(history->FindAttempt(run, "a", 1)->host, "db2");
  EXPECT_EQ(history->FindAttempt(run, "a", 1)->state_dir, "/var/x");
  EXPECT_FALSE(history->BeginAttempt(run, {.job = "b", .run_attempt = 2, .start_time = At(1)}));
  EXPECT_FALSE(history->BeginAttempt(run + 1, attempt));
  domain::Status ended = InPhase(RunPhase::kCancelled);
  ended.completion_time = At(2);
  const engine::OwnerId owner = Of(run);
  history->Save(owner, "", ended);
  EXPECT_FALSE(history->BeginAttempt(run, {.job = "b", .start_time = At(3)}));
}

TEST_P(HistoryContract, KeepsTheFirstEndOfAnAttempt) {
  const std::int64_t run = Create();
  EXPECT_FALSE(history->EndAttempt(run, Succeeded("a", 1, 1, 2))) << "it has not begun";
  history->RecordLaunches(run, {{.job = "a"}});
  EXPECT_TRUE(history->BeginAttempt(run, {.job = "a", .start_time = At(1)}));
  EXPECT_TRUE(history->EndAttempt(run, Succeeded("a", 1, 1, 2)));
  EXPECT_FALSE(history->EndAttempt(run, Succeeded("a", 1, 1, 9)));
  EXPECT_EQ(history->FindAttempt(run, "a", 1)->ending->time, At(2));
}

TEST_P(HistoryContract, ReturnsAttemptsInTheOrderOfTheirStart) {
  const std::int64_t run = Create();
  history->RecordAttempt(run, Succeeded("a", 1, 30, 31));
  history->RecordAttempt(run, Succeeded("b", 1, 10, 50));
  history->RecordAttempt(run, Succeeded("a", 2, 40, 41));
  std::string order;
  const auto record = history->Find(run);
  for (const history::AttemptRecord& attempt : record->attempts) {
    order += attempt.job + std::to_string(attempt.attempt) + " ";
  }
  EXPECT_EQ(order, "b1 a1 a2 ");
}

TEST_P(HistoryContract, ReopensARunWithTheManifestAndJobsOfTheRetry) {
  const std::int64_t run = history->Create(Source(), By("run"), FullStatus());
  history->RecordAttempt(run, Succeeded("a", 1, 1, 2));
  history::RunSource changed = Source();
  changed.manifest = "{}";
  changed.spec_hash = "def";
  domain::Status next = InPhase(RunPhase::kPending);
  next.attempt = 2;
  next.spec_hash = "def";
  next.jobs = {{.name = "new"}};
  clock.Advance(base::Duration{5});
  history->Reopen(run, changed, By("resume"), next);
  const auto record = history->Find(run);
  EXPECT_EQ(record->status, next);
  EXPECT_EQ(record->summary.attempt, 2);
  EXPECT_EQ(record->summary.created, At(0)) << "a run is as old as its first attempt";
  ASSERT_EQ(record->run_attempts.size(), 2U);
  EXPECT_EQ(record->run_attempts[0].source.manifest, R"({"kind":"Workflow"})");
  EXPECT_EQ(record->run_attempts[0].phase, RunPhase::kFailed) << "the first stays as it ended";
  EXPECT_EQ(record->run_attempts[1].source.manifest, "{}");
  EXPECT_EQ(record->run_attempts[1].request.command, "resume");
  EXPECT_EQ(record->run_attempts[1].created, At(5));
  EXPECT_EQ(record->attempts.size(), 1U) << "attempts of jobs remain recorded";
}

TEST_P(HistoryContract, SavesARunThatWasReopened) {
  const std::int64_t run = history->Create(Source(), By("run"), FullStatus());
  const engine::OwnerId owner = Of(run);
  history->Save(owner, "", FullStatus());
  domain::Status next = FullStatus();
  next.attempt = 2;
  next.jobs.pop_back();
  history->Reopen(run, Source(), By("resume"), next);
  next.jobs.front() = FullStatus().jobs.front();
  history->Save(owner, "", next);
  EXPECT_EQ(history->Find(run)->status, next);
}

TEST_P(HistoryContract, AmendsARunTogetherWithWhoDidSo) {
  const std::int64_t run = history->Create(Source(), By("run"), FullStatus());
  domain::Status amended = FullStatus();
  amended.phase = RunPhase::kSucceeded;
  amended.jobs[0].phase = domain::JobPhase::kSucceeded;
  history->Amend(run, amended,
                 {{.time = At(7), .request = By("mark-success"), .job = "a", .previous = "Failed"},
                  {.time = At(6), .request = By("mark-success")}});
  const auto record = history->Find(run);
  EXPECT_EQ(record->status, amended);
  ASSERT_EQ(record->audit.size(), 2U);
  EXPECT_EQ(record->audit[0].time, At(7));
  EXPECT_EQ(record->audit[0].request.by, "ann");
  EXPECT_EQ(record->audit[0].request.host, "box");
  EXPECT_EQ(record->audit[0].request.command, "mark-success");
  EXPECT_EQ(record->audit[0].request.reason, "why not");
  EXPECT_EQ(record->audit[0].job, "a");
  EXPECT_EQ(record->audit[0].previous, "Failed");
  EXPECT_EQ(record->audit[1].job, "");
}

TEST_P(HistoryContract, RemovesAllDataOfARunAndNothingElse) {
  const std::int64_t gone = history->Create(Source(), By("run"), FullStatus());
  const std::int64_t stays = history->Create(Source(), By("run"), FullStatus());
  for (const std::int64_t run : {gone, stays}) {
    history->RecordAttempt(run, Succeeded("a", FullStatus().jobs[0].attempts, 0, 5));
    history->Amend(run, FullStatus(), {{.request = By("mark-success")}});
  }
  history->Remove({gone, 12345});
  EXPECT_FALSE(history->Find(gone));
  EXPECT_EQ(history->Durations("etl", 10).size(), 1U);
  EXPECT_EQ(history->Find(stays)->audit.size(), 1U);
  EXPECT_EQ(history->Find(stays)->status, FullStatus());
}

TEST_P(HistoryContract, RemembersHowLongJobsTookWhenTheySucceeded) {
  for (int run = 0; run < 3; ++run) {
    const std::int64_t id = Create();
    history->RecordAttempt(id, Succeeded("a", 1, 0, 100 + run));
    history::AttemptRecord failed = Succeeded("a", 2, 0, 900);
    failed.ending->reason = domain::Reason::kFailed;
    history->RecordAttempt(id, failed);
    history->RecordAttempt(id, {.job = "a", .attempt = 3});
  }
  history->RecordAttempt(Create("other"), Succeeded("a", 1, 0, 7));
  using Durations = std::vector<std::pair<std::string, base::Duration>>;
  EXPECT_EQ(history->Durations("etl", 2),
            (Durations{{"a", base::Duration{102}}, {"a", base::Duration{101}}}));
}

TEST_P(HistoryContract, KeepsAnyCharacters) {
  domain::Status status = FullStatus();
  status.message = "'); DROP TABLE runs; -- \xE2\x82\xAC \xF0\x9F\x98\x80 \"?\"\n\t";
  status.jobs[0].message = std::string(100'000, 'x');
  const std::int64_t run = history->Create(Source("naïve ' name"), By("run"), status);
  EXPECT_EQ(history->Find(run)->status, status);
  EXPECT_EQ(Ids({.name = "naïve ' name"}), (std::vector{run}));
}

TEST_P(HistoryContract, KeepsBytesThatAreNotText) {
  using namespace std::string_literals;
  domain::Status status = FullStatus();
  status.message =
      "a\0b\x1A \x1A"
      "00"s;
  status.jobs[0].message = "\xFF\xFE\0 end \xED\xA0\x80 \xC3"s;
  const std::int64_t run = history->Create(Source("\xFFname"), By("run"), status);
  EXPECT_EQ(place->Open(clock)->Find(run)->status, status);
  EXPECT_EQ(Ids({.name = "\xFFname"}), (std::vector{run}));
}

TEST_P(HistoryContract, ChangesNothingIfARunCannotBeReopened) {
  const std::int64_t run = history->Create(Source(), By("run"), FullStatus());
  domain::Status again = InPhase(RunPhase::kPending);  // attempt 1 exists
  EXPECT_THROW(history->Reopen(run, Source(), By("resume"), again), base::StoreError);
  EXPECT_EQ(history->Find(run)->status, FullStatus());
}

TEST_P(HistoryContract, LetsOnlyOneOfTwoReopenARun) {
  const std::int64_t run = history->Create(Source(), By("run"), FullStatus());
  domain::Status next = FullStatus();
  next.attempt = 2;
  place->Open(clock)->Reopen(run, Source(), By("resume"), next);
  try {
    history->Reopen(run, Source(), By("resume"), next);
    ADD_FAILURE() << "both did";
  } catch (const base::StoreError& error) {
    EXPECT_EQ(std::string(error.what()),
              "run 1 was changed or removed by another program at the same time; look at it again");
    EXPECT_FALSE(error.CanRetry());
  }
  EXPECT_EQ(history->Find(run)->run_attempts.size(), 2U);
}

TEST_P(HistoryContract, DoesNotAmendARunThatWasReopenedInTheMeantime) {
  const std::int64_t run = history->Create(Source(), By("run"), FullStatus());
  domain::Status next = FullStatus();
  next.attempt = 2;
  place->Open(clock)->Reopen(run, Source(), By("resume"), next);
  EXPECT_THROW(history->Amend(run, FullStatus(), {{.job = "a"}}), base::StoreError);
  EXPECT_TRUE(history->Find(run)->audit.empty());
}

INSTANTIATE_TEST_SUITE_P(On, HistoryContract, ::testing::Values(Sqlite(), Postgres()),
                         [](const auto& backend) { return backend.param.name; });

}  // namespace
}  // namespace executioner::store::testing
