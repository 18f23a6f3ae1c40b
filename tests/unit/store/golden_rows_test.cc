// The rows that runs leave in the tables, value by value: what another version finds there.
#include <algorithm>

#include <gtest/gtest.h>

#include "controller/adapters/store/history_rows.h"
#include "tests/golden/golden.h"
#include "tests/golden/run_stages.h"
#include "tests/unit/store/history_backend.h"
#include "tests/unit/store/history_fixture.h"

namespace executioner::store::testing {
namespace {

class GoldenRows : public ::testing::TestWithParam<Backend> {};

std::string TextOfRow(const Row& row) {
  std::string text;
  for (const Field& field : row) {
    const auto* const number = std::get_if<std::int64_t>(&field);
    text += text.empty() ? "" : "|";
    text += std::holds_alternative<std::monostate>(field) ? "NULL"
            : number != nullptr                           ? std::to_string(*number)
                                                          : TextOf(field);
  }
  return text + "\n";
}

/// All tables but that of the versions, and that of the identity, which is random.
std::string Dump(Database& database) {
  std::string text;
  for (const auto& [table, columns, order] :
       {std::tuple{"runs", kRunColumns, "id"},
        {"run_attempts", kRunAttemptColumns, "run_id, attempt"},
        {"jobs", kJobColumns, "run_id, place"},
        {"job_attempts", kAttemptColumns, "run_id, job, attempt"},
        {"launches", "run_id, job, attempt, run_attempt", "run_id, job, attempt"},
        {"audit", kAuditColumns, "run_id, id"}}) {
    text += std::string(table) + ": " + std::string(columns) + "\n";
    for (const Row& row :
         database.Run("SELECT " + std::string(columns) + " FROM " + table + " ORDER BY " + order)) {
      text += TextOfRow(row);
    }
  }
  return text;
}

/// What every stage leaves, saved one after the other as a run does it.
void Save(history::History& history, const std::vector<golden::Stage>& stages) {
  const std::int64_t run = history.Create(Source(), By("run"), stages.front().status);
  const engine::OwnerId owner = Of(run);
  for (const golden::Stage& stage : stages) {
    EXPECT_EQ(history.Save(owner, "", stage.status).result, engine::SaveResult::kSaved);
  }
}

TEST_P(GoldenRows, OfEachStageOfARun) {
  const fakes::ManualClock clock;
  const std::unique_ptr<HistoryPlace> place = GetParam().make();
  const auto history = place->Open(clock);
  std::vector<golden::Stage> stages = golden::FailedRun();
  while (!stages.empty()) {
    Save(*history, stages);
    stages.pop_back();
  }
  Save(*history, golden::SucceededRun());
  Save(*history, golden::CancelledRun());
  const std::int64_t run = history->Create(Source(), By("run"), FullStatus());
  history->RecordAttempt(run, Succeeded("a", 1, 5, 9));
  history->RecordLaunches(run, {{.job = "b"}});
  history::AttemptRecord ended = Succeeded("a", 2, 11, 12);
  ended.ending = domain::Ending{.reason = domain::Reason::kFailed,
                                .message = "of a",
                                .exit_code = 3,
                                .time = At(7),
                                .stopped = true};
  ended.max_rss_kb = 8;
  ended.cpu_ms = 9;
  ended.host = "worker";
  ended.state_dir = "/other";
  history->RecordAttempt(run, ended);
  history->RecordAttempt(run, {.job = "c", .run_attempt = 2, .start_time = At(3)});
  history->Amend(run, FullStatus(),
                 {{.time = At(4), .request = By("mark-failed"), .job = "b", .previous = "Failed"}});
  domain::Status next = FullStatus();
  next.attempt = 2;
  history->Reopen(run, Source(), By("resume"), next);
  golden::Expect(Dump(*place->Connect()), "rows.txt");
}

INSTANTIATE_TEST_SUITE_P(On, GoldenRows, ::testing::Values(Sqlite(), Postgres()),
                         [](const auto& backend) { return backend.param.name; });

}  // namespace
}  // namespace executioner::store::testing
