// The JSON and CSV of some runs, byte for byte as scripts get them.
#include <gtest/gtest.h>

#include "controller/runs/export_history.h"
#include "controller/runs/run_json.h"
#include "tests/golden/golden.h"
#include "tests/golden/run_stages.h"

namespace executioner::runs {
namespace {

using domain::testing::kStart;
using std::chrono::milliseconds;

history::RunRecord RecordOf(const golden::Stage& stage, std::int64_t id) {
  const domain::Status& status = stage.status;
  return {.summary = {.id = id,
                      .kind = stage.single ? "Job" : "Workflow",
                      .name = "etl",
                      .attempt = status.attempt,
                      .phase = status.phase,
                      .reason = status.reason,
                      .created = kStart,
                      .start_time = status.start_time,
                      .completion_time = status.completion_time,
                      .counts = status.counts},
          .status = status};
}

/// With everything that a history adds to the status.
history::RunRecord Full() {
  history::RunRecord run = RecordOf(golden::FailedRun()[5], 1);
  run.summary.reason = domain::Reason::kInterrupted;
  run.run_attempts = {
      {.source = {.path = "/etl.yaml", .spec_hash = "ab", .working_dir = "/"},
       .request = {.by = "ann", .host = "box", .command = "run", .state_dir = "/state"},
       .created = kStart,
       .phase = domain::RunPhase::kFailed,
       .completion_time = kStart + milliseconds{61'001}},
      {.attempt = 2, .request = {.command = "resume"}, .created = kStart}};
  run.attempts = {{.job = "extract",
                   .start_time = kStart,
                   .ending = domain::Ending{.reason = domain::Reason::kFailed,
                                            .message = "exit code 3, \"no\" rows",
                                            .exit_code = 3,
                                            .time = kStart + milliseconds{2'500}},
                   .max_rss_kb = 9,
                   .cpu_ms = 8},
                  {.job = "extract",
                   .attempt = 2,
                   .run_attempt = 2,
                   .start_time = kStart + milliseconds{9'000},
                   .ending = domain::Ending{.reason = domain::Reason::kNodeLost, .time = kStart}},
                  {.job = "extract", .attempt = 3, .start_time = kStart}};
  run.audit = {{.time = kStart,
                .request = {.by = "ann", .host = "box", .command = "mark-failed", .reason = "why"},
                .job = "load",
                .previous = "Pending"}};
  return run;
}

TEST(GoldenRun, OfEachStageOfARun) {
  const history::RunRecord full = Full();
  std::vector<history::RunSummary> summaries{full.summary};
  std::string text = "full\n" + RunJson(full, "/logs/1", Layout::kIndented) + "\n";
  for (const golden::Stage& stage : golden::RunStages()) {
    const auto id = static_cast<std::int64_t>(summaries.size() + 1);
    const history::RunRecord run = RecordOf(stage, id);
    summaries.push_back(run.summary);
    text += stage.name + "\n" + RunJson(run, "/logs", Layout::kOneLine) + "\n";
  }
  text += "list\n" + RunsJson(summaries, Layout::kOneLine) + "\n";
  golden::Expect(text + "export\n" + CsvHeader() + CsvRows(full), "runs.txt");
}

}  // namespace
}  // namespace executioner::runs
