#include <gtest/gtest.h>

#include "controller/domain/complaints.h"
#include "tests/unit/domain/validate_fixture.h"

namespace executioner::domain {
namespace {

Strings Names(const Strings& names) {
  std::vector<JobSpec> jobs;
  for (const std::string& name : names) {
    jobs.push_back(GoodJob(name));
  }
  return ComplaintsOf(Good(jobs));
}

TEST(ValidateGraph, AcceptsADiamond) {
  EXPECT_EQ(ComplaintsOf(Good({GoodJob("d", {"b", "c"}), GoodJob("b", {"a"}), GoodJob("c", {"a"}),
                               GoodJob("a")})),
            Strings{});
}

TEST(ValidateGraph, AcceptsNamesOfOldConfigurations) {
  EXPECT_EQ(Names({"Load_DATA-1", "x", std::string(63, 'a')}), Strings{});
}

TEST(ValidateGraph, RejectsInvalidNames) {
  const std::string rule =
      " is not a name: letters, digits, '-' and '_', beginning and ending with a letter or digit";
  EXPECT_EQ(Names({"-a"}), Strings{"spec.jobs[0].name: '-a'" + rule});
  EXPECT_EQ(Names({"a", "b_"}), Strings{"spec.jobs[1].name: 'b_'" + rule});
  EXPECT_EQ(Names({"a.b"}), Strings{"spec.jobs[0].name: 'a.b'" + rule});
  EXPECT_EQ(Names({""}), Strings{"spec.jobs[0].name: is empty"});
  EXPECT_EQ(Names({std::string(64, 'a')}),
            Strings{"spec.jobs[0].name: has 64 characters; allowed: 1 to 63"});
}

TEST(ValidateGraph, DoesNotCheckTheNameOfAJobObject) {
  WorkflowSpec spec = Good({GoodJob("daily.report")});
  spec.single = true;
  EXPECT_EQ(ComplaintsOf(spec), Strings{});
}

TEST(ValidateGraph, RejectsDuplicateNames) {
  EXPECT_EQ(Names({"a", "b", "a"}),
            Strings{"spec.jobs[2].name: job 'a' is given twice, first as spec.jobs[0]"});
}

TEST(ValidateGraph, RejectsNamesThatDifferOnlyInCase) {
  EXPECT_EQ(Names({"load", "LOAD"}),
            Strings{"spec.jobs[1].name: 'LOAD' and 'load' (spec.jobs[0]) differ only in case: "
                    "choose another name"});
}

TEST(ValidateGraph, RejectsUnknownDependenciesWithTheNearestName) {
  EXPECT_EQ(
      ComplaintsOf(Good({GoodJob("extract"), GoodJob("load", {"extarct", "zzz"})})),
      (Strings{"spec.jobs[1].dependsOn[0]: job 'load' depends on 'extarct', which does not "
               "exist; did you mean 'extract'?",
               "spec.jobs[1].dependsOn[1]: job 'load' depends on 'zzz', which does not exist"}));
}

TEST(ValidateGraph, RejectsDuplicateDependencies) {
  EXPECT_EQ(ComplaintsOf(Good({GoodJob("a"), GoodJob("b", {"a", "a"})})),
            Strings{"spec.jobs[1].dependsOn[1]: 'a' is given twice"});
}

TEST(ValidateGraph, RejectsAJobThatDependsOnItself) {
  EXPECT_EQ(ComplaintsOf(Good({GoodJob("a", {"a"})})),
            Strings{"spec.jobs[0].dependsOn[0]: job 'a' depends on itself"});
}

TEST(ValidateGraph, PrintsEachCycleFromItsFirstJob) {
  EXPECT_EQ(ComplaintsOf(Good({GoodJob("free"), GoodJob("behind", {"x"}), GoodJob("x", {"z"}),
                               GoodJob("y", {"x"}), GoodJob("z", {"y"}), GoodJob("p", {"q"}),
                               GoodJob("q", {"p"})})),
            (Strings{"spec.jobs[2].dependsOn: jobs wait for each other: x -> z -> y -> x; take one "
                     "of these dependencies out",
                     "spec.jobs[5].dependsOn: jobs wait for each other: p -> q -> p; take one of "
                     "these dependencies out"}));
}

TEST(ValidateGraph, CutsALongCycle) {
  std::vector<JobSpec> jobs;
  for (int i = 0; i < 30; ++i) {
    jobs.push_back(GoodJob("j" + std::to_string(i), {"j" + std::to_string((i + 1) % 30)}));
  }
  const Strings complaints = ComplaintsOf(Good(jobs));
  ASSERT_EQ(complaints.size(), 1U);
  EXPECT_NE(complaints[0].find("j0 -> j1 -> "), std::string::npos);
  EXPECT_NE(complaints[0].find("j19 -> (10 more) -> j0;"), std::string::npos);
}

TEST(ValidateGraph, RejectsATriggerWithoutDependencies) {
  WorkflowSpec spec = Good({GoodJob("a"), GoodJob("b", {"a"})});
  spec.jobs[1].trigger = Trigger::kAllFinished;
  EXPECT_EQ(ComplaintsOf(spec), Strings{});
  spec.jobs[0].trigger = Trigger::kAllFinished;
  EXPECT_EQ(ComplaintsOf(spec),
            Strings{"spec.jobs[0].trigger: needs dependsOn: a job that waits for nothing has "
                    "nothing to be triggered by"});
}

TEST(ValidateGraph, BoundsTheNumberOfJobs) {
  EXPECT_EQ(ComplaintsOf(Good({})), Strings{"spec.jobs: is empty; needs at least one entry"});
  std::vector<JobSpec> jobs;
  for (int i = 0; i < 1000; ++i) {
    jobs.push_back(GoodJob("j" + std::to_string(i)));
  }
  EXPECT_EQ(ComplaintsOf(Good(jobs)), Strings{});
  jobs.push_back(GoodJob("last"));
  EXPECT_EQ(ComplaintsOf(Good(jobs)), Strings{"spec.jobs: has 1001 entries; allowed: 1 to 1000"});
}

TEST(ValidateGraph, BoundsTheNumberOfDependencies) {
  const Strings many(1001, "a");
  const auto complaints = ComplaintsOf(Good({GoodJob("a"), GoodJob("b", many)}));
  EXPECT_EQ(complaints.front(), "spec.jobs[1].dependsOn: has 1001 entries; allowed: at most 1000");
}

TEST(ValidateGraph, AcceptsAsManyDependenciesAsJobs) {
  const ValidationRules local{.most_jobs = 3000};
  std::vector<JobSpec> jobs;
  Strings all;
  for (int i = 0; i < 2999; ++i) {
    all.push_back("j" + std::to_string(i));
    jobs.push_back(GoodJob(all.back()));
  }
  jobs.push_back(GoodJob("last", all));
  WorkflowSpec spec = Good(jobs);
  spec.controls.skip = all;
  EXPECT_EQ(ComplaintsOf(spec, local), Strings{});
  spec.jobs.back().depends_on.resize(3001, "j0");
  EXPECT_EQ(ComplaintsOf(spec, local).front(),
            "spec.jobs[2999].dependsOn: has 3001 entries; allowed: at most 3000");
}

TEST(ValidateGraph, RejectsUnknownNamesInSkip) {
  WorkflowSpec spec = Good({GoodJob("extract"), GoodJob("b")});
  spec.controls.skip = {"b", "extrakt", "b", "zzz"};
  EXPECT_EQ(ComplaintsOf(spec),
            (Strings{"spec.skip[1]: there is no job 'extrakt'; did you mean 'extract'?",
                     "spec.skip[2]: 'b' is given twice", "spec.skip[3]: there is no job 'zzz'"}));
}

TEST(ValidateGraph, StopsAtABoundedNumberOfComplaints) {
  std::vector<JobSpec> jobs;
  for (int i = 0; i < 1000; ++i) {
    jobs.push_back(GoodJob("j" + std::to_string(i), {"no1", "no2", "no3"}));
  }
  const auto complaints = Validate(Good(jobs), {});
  EXPECT_EQ(complaints.size(), Complaints::kMost + 1);
}

}  // namespace
}  // namespace executioner::domain
