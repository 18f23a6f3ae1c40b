#include "controller/domain/job_values.h"

#include <gtest/gtest.h>

#include "controller/domain/bind.h"
#include "tests/unit/domain/run_driver.h"
#include "tests/unit/domain/validate_fixture.h"

namespace executioner::domain {
namespace {

using testing::kStart;
using testing::MakeJob;
using testing::RunDriver;

JobSpec Producer(const std::string& name = "a") {
  JobSpec job = MakeJob(name);
  job.work.results = {{.name = "rows", .type = ValueType::kInteger},
                      {.name = "text"},
                      {.name = "cfg", .type = ValueType::kObject},
                      {.name = "mode", .otherwise = {R"("fast \"x\"")"}}};
  return job;
}

JobSpec Consumer(const std::string& text, const std::string& name = "b") {
  JobSpec job = MakeJob(name);
  job.work.env = {{.name = "VALUE", .value = text}};
  return job;
}

/// What the text becomes in a job behind one that ended like this.
Binding BoundAfter(const std::string& text, const Ending& ending, JobSpec producer = Producer()) {
  producer.allow_failure = true;
  RunDriver run({std::move(producer), Consumer(text)});
  run.Step();
  run.Ends("a", ending);
  return Bind(run.plan, NodeId{1}, {}, {}, LookUpJobs(run.plan, run.run));
}

std::string ValueAfter(const std::string& text, const Ending& ending) {
  const Binding bound = BoundAfter(text, ending);
  const auto* const work = std::get_if<ConcreteWork>(&bound);
  return work == nullptr ? std::get<Refusal>(bound).message : work->work.env.front().value;
}

Ending Completed(Results::Texts results = {}) {
  return {.reason = Reason::kCompleted, .exit_code = 0, .results = Results(std::move(results))};
}

TEST(JobValues, AreResultsByteForByte) {
  const std::string odd = "$(SECRET) $$ $$(x) '\"; rm -rf\n\xC3\xBC";
  EXPECT_EQ(ValueAfter("<$(jobs.a.results.text)>", Completed({{"text", odd}})),
            "<$$(SECRET) $$$$ $$$$(x) '\"; rm -rf\n\xC3\xBC>");  // as the kubelet expands it
  JobSpec job = Consumer("");
  job.work.command = {"echo", "$(jobs.a.results.text)"};
  RunDriver run({Producer(), job});
  run.Step();
  run.Ends("a", Completed({{"text", odd}}));
  const Binding bound = Bind(run.plan, NodeId{1}, {}, {}, LookUpJobs(run.plan, run.run));
  EXPECT_EQ(std::get<ConcreteWork>(bound).work.command->back(), odd);
}

TEST(JobValues, AreFieldsOfObjects) {
  const Ending ending = Completed({{"cfg", R"( {"url":"http:\/\/x","deep":{"n":[1, 2]}})"}});
  EXPECT_EQ(ValueAfter("$(jobs.a.results.cfg.url)", ending), "http://x");
  EXPECT_EQ(ValueAfter("$(jobs.a.results.cfg.deep.n)", ending), "[1, 2]");
  EXPECT_EQ(ValueAfter("$(jobs.a.results.cfg)", ending),
            R"( {"url":"http:\/\/x","deep":{"n":[1, 2]}})");
  EXPECT_EQ(ValueAfter("$(jobs.a.results.cfg.none)", ending),
            "$(jobs.a.results.cfg.none): the value has no such field");
}

TEST(JobValues, AreOutcomeAndExitCode) {
  EXPECT_EQ(ValueAfter("$(jobs.a.outcome) $(jobs.a.exitCode)", Completed()), "Succeeded 0");
  EXPECT_EQ(ValueAfter("$(jobs.a.outcome) $(jobs.a.exitCode)",
                       {.reason = Reason::kFailed, .exit_code = 3}),
            "Failed 3");
  EXPECT_EQ(ValueAfter("<$(jobs.a.exitCode)>", {.reason = Reason::kCreateRefused}), "<>");
}

TEST(JobValues, FallBackToTheDefault) {
  EXPECT_EQ(ValueAfter("$(jobs.a.results.mode)", Completed()), "fast \"x\"");
  EXPECT_EQ(ValueAfter("$(jobs.a.results.mode)", Completed({{"mode", ""}})), "");
  const Binding missing = BoundAfter("$(jobs.a.results.rows)", Completed());
  EXPECT_EQ(std::get<Refusal>(missing),
            (Refusal{Reason::kMissingResult,
                     "$(jobs.a.results.rows): job 'a' (Succeeded) has not written result 'rows', "
                     "which has no default"}));
}

TEST(JobValues, AreDependencies) {
  const RunDriver run(
      {Consumer("$(jobs.a.outcome) $(jobs.c.results.rows)"), Producer(), Producer("c")});
  EXPECT_EQ(run.plan.Job(NodeId{0}).dependencies, (std::vector{NodeId{1}, NodeId{2}}));
  JobSpec named = Consumer("$(jobs.a.outcome)");
  named.depends_on = {"a"};
  const RunDriver once({Producer(), named});
  EXPECT_EQ(once.plan.Job(NodeId{1}).dependencies, std::vector{NodeId{0}});
}

TEST(JobValues, OfDefaultsAreDependenciesOfTheJobsThatUseThem) {
  WorkflowSpec spec = Good({Producer(), GoodJob("b"), GoodJob("c")});
  spec.defaults.args = Strings{"$(jobs.a.outcome)"};
  spec.jobs[0].work.args = Strings{};
  spec.jobs[1].work.command.reset();
  EXPECT_EQ(ImpliedDependencies(spec),
            (std::vector<Strings>{{}, {"a"}, {}}));  // c has a command of its own
}

TEST(ValidateJobReferences, AcceptsWhatExists) {
  EXPECT_EQ(ComplaintsOf(Good({Producer(), Consumer("$(jobs.a.results.rows) $(jobs.a.outcome) "
                                                    "$(jobs.a.exitCode) "
                                                    "$(jobs.a.results.cfg.a.b)")})),
            Strings{});
}

TEST(ValidateJobReferences, RejectsWhatDoesNotExist) {
  const auto complaint = [](const std::string& text) {
    return ComplaintsOf(Good({Producer(), Consumer(text)}));
  };
  const std::string at = "spec.jobs[1].env[0].value: '";
  EXPECT_EQ(complaint("$(jobs.aa.results.rows)"),
            Strings{at + "$(jobs.aa.results.rows)': there is no job 'aa'"});
  EXPECT_EQ(complaint("$(jobs.a.results.row)"),
            Strings{at + "$(jobs.a.results.row)': job 'a' has no result 'row'; did you mean "
                         "'rows'?"});
  EXPECT_EQ(complaint("$(jobs.b.outcome)"),
            Strings{at + "$(jobs.b.outcome)': a job cannot refer to itself"});
  EXPECT_EQ(complaint("$(jobs.a.results.rows.x)"),
            Strings{at + "$(jobs.a.results.rows.x)': result 'rows' has no fields: only those of "
                         "type Object have"});
  for (const std::string text : {"jobs.a", "jobs.a.results", "jobs.a.outcome.x", "jobs.a.state"}) {
    EXPECT_EQ(
        complaint("$(" + text + ")"),
        Strings{at + "$(" + text + ")': of a job there are results.NAME, outcome and exitCode"});
  }
  EXPECT_EQ(ComplaintsOf(Good({GoodJob("a"), Consumer("$(jobs.a.results.rows)")})),
            Strings{at + "$(jobs.a.results.rows)': job 'a' has no result 'rows': declare it in its "
                         "results"});
}

TEST(ValidateJobReferences, ReportsCyclesThroughReferences) {
  JobSpec producer = Producer();
  producer.depends_on = {"b"};
  EXPECT_EQ(ComplaintsOf(Good({producer, Consumer("$(jobs.a.results.rows)")})),
            Strings{"spec.jobs[0].dependsOn: jobs wait for each other: a -> b -> a ('b' refers to "
                    "'a'); take one of these dependencies or references out"});
}

}  // namespace
}  // namespace executioner::domain
