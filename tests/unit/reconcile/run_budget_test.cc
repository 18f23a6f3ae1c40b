#include "controller/reconcile/run_budget.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "controller/domain/status.h"

namespace executioner::reconcile {
namespace {

using Texts = std::vector<std::string>;

class RunBudgetTest : public testing::Test {
 protected:
  RunBudget::Share Take(const std::string& key, std::size_t bytes) {
    return budget_.Take({.key = key, .ns = key.substr(0, key.find('/'))}, bytes);
  }

  Texts woken_;
  RunBudget budget_{{.all = 100, .of_namespace = 60, .of_run = 30},
                    [this](const std::string& key) { woken_.push_back(key); }};
};

TEST_F(RunBudgetTest, BoundsOneNamespaceAndAllOfThem) {
  const auto a1 = Take("a/1", 30);
  const auto a2 = Take("a/2", 30);
  EXPECT_TRUE(a1 && a2);
  EXPECT_FALSE(Take("a/3", 1)) << "the namespace has had its part";
  const auto b1 = Take("b/1", 30);
  EXPECT_TRUE(b1);
  EXPECT_FALSE(Take("b/2", 20)) << "all memory is used";
  EXPECT_TRUE(woken_.empty());
}

TEST_F(RunBudgetTest, WakesWaitingRunsWhenThereIsMemory) {
  auto a1 = Take("a/1", 60);
  EXPECT_FALSE(Take("a/2", 20));
  EXPECT_FALSE(Take("a/3", 20));
  EXPECT_FALSE(Take("a/4", 30));
  a1 = {};
  EXPECT_EQ(woken_, (Texts{"a/2", "a/3"})) << "in order, as many as find room";
  EXPECT_FALSE(Take("a/5", 10)) << "it comes behind those that wait, whatever its size";
  const auto a3 = Take("a/3", 20);
  const auto a2 = Take("a/2", 20);
  EXPECT_TRUE(a2 && a3) << "what was kept for them is theirs";
}

TEST_F(RunBudgetTest, GivesUnusedReservationsToOthers) {
  auto a1 = Take("a/1", 60);
  EXPECT_FALSE(Take("a/2", 60));
  EXPECT_FALSE(Take("a/3", 60));
  a1 = {};
  ASSERT_EQ(woken_, Texts{"a/2"});
  budget_.Leave("a/2");
  EXPECT_EQ(woken_, (Texts{"a/2", "a/3"}));
  EXPECT_TRUE(Take("a/3", 10)) << "less than it asked for";
  EXPECT_TRUE(Take("a/4", 60));
}

TEST_F(RunBudgetTest, ForgetsRunsThatEndWhileTheyWait) {
  auto a1 = Take("a/1", 60);
  EXPECT_FALSE(Take("a/2", 30));
  EXPECT_FALSE(Take("a/2", 30)) << "asked twice, waits once";
  EXPECT_FALSE(Take("a/3", 30));
  budget_.Leave("a/2");
  budget_.Leave("never/asked");
  a1 = {};
  EXPECT_EQ(woken_, Texts{"a/3"});
}

TEST_F(RunBudgetTest, NamespacesTakeTurns) {
  auto x = Take("x/1", 60);
  auto y = Take("y/1", 40);
  for (const char* key : {"a/1", "a/2", "a/3", "b/1", "c/1"}) {
    EXPECT_FALSE(Take(key, 20));
  }
  x = {};
  EXPECT_EQ(woken_, (Texts{"a/1", "b/1", "c/1"}));
  y = {};
  EXPECT_EQ(woken_, (Texts{"a/1", "b/1", "c/1", "a/2", "a/3"}));
}

TEST_F(RunBudgetTest, ALargeRunIsNotOvertakenIndefinitely) {
  auto x = Take("x/1", 50);
  auto y = Take("y/1", 50);
  EXPECT_FALSE(Take("a/large", 60));
  EXPECT_FALSE(Take("b/small", 10));
  x = {};
  EXPECT_TRUE(woken_.empty()) << "the next room is for the large one";
  y = {};
  EXPECT_EQ(woken_, (Texts{"a/large", "b/small"}));
}

TEST_F(RunBudgetTest, RunsThatHaveBegunAlwaysGetMemory) {
  const auto a1 = Take("a/1", 60);
  auto forced = budget_.Force({.key = "a/2", .ns = "a"}, 1000);
  EXPECT_TRUE(forced);
  EXPECT_FALSE(Take("b/1", 1));
  forced = {};
  EXPECT_EQ(woken_, Texts{"b/1"});
}

TEST_F(RunBudgetTest, MemoryIsReturnedOnce) {
  auto a = Take("a/1", 60);
  RunBudget::Share moved = std::move(a);
  a = {};
  EXPECT_FALSE(Take("a/2", 1));
  moved = {};
  moved = {};
  EXPECT_TRUE(Take("a/2", 60));
}

std::string Workflow(int jobs, const std::string& defaults) {
  std::string spec = R"({"defaults":)" + defaults + R"(,"jobs":[)";
  for (int i = 0; i < jobs; ++i) {
    spec += (i > 0 ? "," : "") + std::string(R"({"name":"j)") + std::to_string(i) + "\"}";
  }
  return spec + "]}";
}

TEST(EstimateRunBytes, CountsDefaultsOnceForEachJob) {
  const std::string defaults = R"({"script":")" + std::string(100'000, 'x') + "\"}";
  EXPECT_GT(EstimateRunBytes(Workflow(1000, defaults)), 100'000'000U);
  EXPECT_LT(EstimateRunBytes(Workflow(1000, "{}")), 5'000'000U);
}

TEST(EstimateRunBytes, CountsThreeEarlierAttemptsOfEachJob) {
  constexpr std::size_t kNameOfAPod = 80;  // 63 letters, as the heap rounds them
  constexpr std::size_t kHistory =
      domain::kMostPastAttempts * (sizeof(domain::PastAttempt) + kNameOfAPod);
  constexpr std::size_t kJob = sizeof(domain::PlannedJob) + sizeof(domain::JobState) +
                               2 * sizeof(domain::JobStatus) + 3 * (kHistory + kNameOfAPod);
  EXPECT_GT(EstimateRunBytes(Workflow(1000, "{}")), 1000 * kJob);
}

TEST(EstimateRunBytes, CountsShortStringsAsObjects) {
  std::string list = R"({"args":["a")";
  for (int i = 0; i < 1000; ++i) {
    list += R"(,"a")";
  }
  EXPECT_GT(EstimateRunBytes(Workflow(100, list + "]}")), 100 * 1000 * sizeof(std::string));
}

TEST(EstimateRunBytes, CountsAJobAsOneJob) {
  EXPECT_GT(EstimateRunBytes(R"({"image":"i"})"), EstimateRunBytes("null"));
  EXPECT_GT(EstimateRunBytes("{"), 0U);
}

}  // namespace
}  // namespace executioner::reconcile
