#include "controller/runs/policy_words.h"

#include <gtest/gtest.h>

namespace executioner::runs {
namespace {

TEST(PolicyWords, AreThoseOfTheApi) {
  for (const char* word : {"FinishRunning", "CancelRunning", "Continue"}) {
    const auto policy = PolicyOf(word);
    ASSERT_TRUE(policy) << word;
    EXPECT_EQ(PolicyWord(*policy), word);
  }
  EXPECT_FALSE(PolicyOf(""));
  EXPECT_FALSE(PolicyOf("continue"));
}

}  // namespace
}  // namespace executioner::runs
