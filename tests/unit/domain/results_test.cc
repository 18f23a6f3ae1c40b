#include "controller/domain/results.h"

#include <gtest/gtest.h>

#include "tests/unit/domain/run_driver.h"

namespace executioner::domain {
namespace {

using testing::kStart;
using testing::MakeJob;
using testing::RunDriver;

JobTemplate Declares(ValueType type) {
  JobTemplate work;
  work.results = {{.name = "r", .type = type}};
  return work;
}

std::string Problem(ValueType type, const std::string& text) {
  return ResultProblem(Declares(type), Results({{"r", text}}));
}

TEST(Results, HaveTheDeclaredType) {
  const std::vector<std::pair<ValueType, std::vector<std::string>>> good{
      {ValueType::kString, {"", "a\nb"}},
      {ValueType::kInteger, {"0", "-9223372036854775808"}},
      {ValueType::kNumber, {"1", "-1.5e-3"}},
      {ValueType::kBoolean, {"true", "false"}},
      {ValueType::kList, {"[]", " [1, \"]\"]\n"}},
      {ValueType::kObject, {"{}", R"({"a":{"b":1}})"}}};
  for (const auto& [type, texts] : good) {
    for (const std::string& text : texts) {
      EXPECT_EQ(Problem(type, text), "") << text;
    }
  }
  EXPECT_EQ(Problem(ValueType::kString, std::string("a\0b", 3)), "result 'r' has a NUL byte");
  for (const std::string text : {"", "1.5", "+1", "9223372036854775808", "1 "}) {
    EXPECT_EQ(Problem(ValueType::kInteger, text), "result 'r' is not of type Integer") << text;
  }
  for (const std::string text : {"", "inf", "nan", "0x1", "1,5"}) {
    EXPECT_EQ(Problem(ValueType::kNumber, text), "result 'r' is not of type Number") << text;
  }
  EXPECT_EQ(Problem(ValueType::kBoolean, "True"), "result 'r' is not of type Boolean");
  EXPECT_EQ(Problem(ValueType::kList, "[1"), "result 'r' is not of type List");
  EXPECT_EQ(Problem(ValueType::kObject, "{} {}"), "result 'r' is not of type Object");
}

TEST(Results, AreDeclaredAndBounded) {
  EXPECT_EQ(ResultProblem({}, Results()), "");
  EXPECT_EQ(ResultProblem({}, Results({{"r", ""}})),
            "the job reported a result that it does not declare");
  EXPECT_EQ(Problem(ValueType::kString, std::string(2999, 'x')), "");
  EXPECT_EQ(Problem(ValueType::kString, std::string(3000, 'x')),
            "names and values of the results take 3001 bytes, more than 3000");
}

TEST(Results, AreReadFromTheirJson) {
  const Results results({{"a", "\"\n\x01"}, {"b", ""}});
  EXPECT_EQ(ParseResults(ResultsJson(results)), results);
  EXPECT_EQ(ResultsJson(Results()), "");
  for (const std::string text : {"", "[]", "{", R"({"a":1})"}) {
    EXPECT_TRUE(ParseResults(text).empty()) << text;
  }
  EXPECT_TRUE(ParseResults("{\"a\":\"" + std::string(3000, 'x') + "\"}").empty());
}

JobSpec Producer() {
  JobSpec job = MakeJob("a");
  job.work.results = {{.name = "rows", .type = ValueType::kInteger}};
  return job;
}

Ending EndOf(Reason reason, const std::string& rows) {
  return {.reason = reason,
          .exit_code = reason == Reason::kCompleted ? 0 : 1,
          .time = kStart,
          .results = Results({{"rows", rows}})};
}

TEST(Results, OfACompletedAttemptAreCheckedAgain) {
  RunDriver good({Producer()});
  good.Step();
  good.Ends("a", EndOf(Reason::kCompleted, "42"));
  EXPECT_EQ(good.State("a").results, Results({{"rows", "42"}}));
  RunDriver bad({Producer()});
  bad.Step();
  bad.Ends("a", EndOf(Reason::kCompleted, "many"));
  EXPECT_EQ(bad.Phase("a"), JobPhase::kFailed);
  EXPECT_EQ(bad.State("a").reason, Reason::kInvalidResults);
  EXPECT_EQ(bad.State("a").message, "result 'rows' is not of type Integer");
  EXPECT_TRUE(bad.State("a").results.empty());
}

TEST(Results, OfAFailedAttemptAreKeptIfValid) {
  RunDriver run({Producer()});
  run.Step();
  run.Ends("a", EndOf(Reason::kFailed, "1"));
  EXPECT_EQ(run.State("a").results, Results({{"rows", "1"}}));
  RunDriver other({Producer()});
  other.Step();
  other.Ends("a", EndOf(Reason::kFailed, "x"));
  EXPECT_EQ(other.State("a").reason, Reason::kFailed);
  EXPECT_TRUE(other.State("a").results.empty());
}

TEST(Results, ThatWereCutOffFailTheAttempt) {
  for (const bool declares : {false, true}) {
    RunDriver run({declares ? Producer() : MakeJob("a")});
    run.Step();
    run.Ends("a", {.reason = Reason::kCompleted, .exit_code = 0, .results_cut = true});
    EXPECT_EQ(run.Phase("a"), declares ? JobPhase::kFailed : JobPhase::kSucceeded);
  }
}

TEST(Results, OfARetryReplaceThoseBefore) {
  JobSpec job = Producer();
  job.work.retry = RetryPolicy{.limit = 1, .delay_seconds = 0};
  RunDriver run({job});
  run.Step();
  run.Ends("a", EndOf(Reason::kFailed, "1"));
  run.Step();
  EXPECT_TRUE(run.State("a").results.empty());
  run.Ends("a", {.reason = Reason::kCompleted, .exit_code = 0, .time = kStart});
  EXPECT_EQ(run.Phase("a"), JobPhase::kSucceeded);
  EXPECT_TRUE(run.State("a").results.empty());
}

TEST(Results, SurviveARestart) {
  RunDriver run({Producer(), MakeJob("b", {"a"})});
  run.Step();
  run.Ends("a", EndOf(Reason::kCompleted, "42"));
  const Status status = MakeStatus(run.plan, run.run, {}, 1, kStart);
  EXPECT_EQ(status.jobs[0].results, Results({{"rows", "42"}}));
  EXPECT_EQ(RestoreRun(run.plan, status).instances[InstanceId{}].results,
            Results({{"rows", "42"}}));
}

}  // namespace
}  // namespace executioner::domain
