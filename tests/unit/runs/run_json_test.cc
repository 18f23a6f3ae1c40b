#include "controller/runs/run_json.h"

#include <gtest/gtest.h>

namespace executioner::runs {
namespace {

using namespace std::chrono_literals;

history::RunSummary Interrupted() {
  return {.id = 7,
          .kind = "Workflow",
          .name = "etl",
          .phase = domain::RunPhase::kCancelled,
          .reason = domain::Reason::kInterrupted,
          .created = domain::TimePoint{1'500ms},
          .start_time = domain::TimePoint{2s},
          .counts = {.total = 2, .pending = 1, .succeeded = 1}};
}

constexpr const char* kSummary =
    R"("run":7,"kind":"Workflow","name":"etl","attempt":1,"phase":"Interrupted","reason":"Interrupted",)"
    R"("createdAt":"1970-01-01T00:00:01.500Z","startTime":"1970-01-01T00:00:02.000Z",)"
    R"("completionTime":null,"counts":{"total":2,"pending":1,"running":0,"succeeded":1,)"
    R"("failed":0,"skipped":0})";

TEST(RunJson, OfAListHasRunsWithoutTheirJobs) {
  EXPECT_EQ(RunsJson({Interrupted()}, Layout::kOneLine), "[{" + std::string(kSummary) + "}]");
  EXPECT_EQ(RunsJson({}, Layout::kIndented), "[]");
}

TEST(RunJson, OfARunHasEverythingThatIsRecorded) {
  history::RunRecord run{.summary = Interrupted()};
  run.status.message = "its process died";
  run.status.jobs = {{{.phase = domain::JobPhase::kFailed, .attempts = 1}, "a"}};
  run.status.jobs[0].exit_code = 3;
  run.attempts = {{.job = "a", .start_time = domain::TimePoint{2s}}};
  run.audit = {{.time = domain::TimePoint{3s},
                .request = {.by = "ann", .host = "here", .command = "mark-success"},
                .job = "a",
                .previous = "Failed"}};
  EXPECT_EQ(RunJson(run, "/logs/7", Layout::kOneLine),
            "{" + std::string(kSummary) +
                R"(,"message":"its process died","logs":"/logs/7","jobs":[{"name":"a",)"
                R"("phase":"Failed","reason":"","message":"","attempts":1,"exitCode":3,)"
                R"("startTime":null,"completionTime":null,"nextAttemptTime":null,)"
                R"("readyTime":null,"launchTime":null,"attemptHistory":[],"results":{}}],)"
                R"("attempts":[{"job":"a","attempt":1,"runAttempt":1,)"
                R"("startTime":"1970-01-01T00:00:02.000Z"}],"runAttempts":[],)"
                R"("audit":[{"time":"1970-01-01T00:00:03.000Z","requestedBy":"ann","host":"here",)"
                R"("command":"mark-success","reason":"","job":"a","previousPhase":"Failed"}]})");
}

TEST(RunJson, IsIndentedForPeople) {
  EXPECT_TRUE(RunJson({.summary = Interrupted()}, "", Layout::kIndented)
                  .starts_with("{\n  \"run\": 7,\n  \"kind\": \"Workflow\",\n"));
}

TEST(RunJson, ReplacesInvalidUtf8) {
  history::RunRecord run;
  run.status.message = "\xff";
  EXPECT_NE(RunJson(run, "", Layout::kOneLine).find("\"message\":\"\xef\xbf\xbd\""),
            std::string::npos);
}

}  // namespace
}  // namespace executioner::runs
