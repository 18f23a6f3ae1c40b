#include "controller/domain/complaints.h"

#include <gtest/gtest.h>

namespace executioner::domain {
namespace {

TEST(KeyPath, PutsKeysThatAreNotWordsIntoBrackets) {
  EXPECT_EQ(KeyPath("spec", "retry"), "spec.retry");
  EXPECT_EQ(KeyPath("labels", "a.b/c"), "labels[a.b/c]");
  EXPECT_EQ(KeyPath("labels", ""), "labels[]");
}

TEST(Complaints, SayIfThereAreMore) {
  Complaints complaints;
  for (std::size_t i = 0; i < Complaints::kMost + 5; ++i) {
    EXPECT_EQ(complaints.Full(), i > Complaints::kMost);
    complaints.Add(ItemPath("spec.jobs", i), "is odd");
  }
  ASSERT_EQ(complaints.List().size(), Complaints::kMost + 1);
  EXPECT_EQ(complaints.List()[Complaints::kMost - 1].path, "spec.jobs[999]");
  EXPECT_EQ(complaints.List().back(), (Complaint{"spec", "has more faults than are listed here"}));
}

TEST(Complaints, SearchForSimilarNamesOnlyAFewTimes) {
  Complaints complaints;
  for (std::size_t i = 0; i < Complaints::kMostSuggestions; ++i) {
    EXPECT_EQ(complaints.Suggest("lod", {"load"}), "; did you mean 'load'?");
  }
  EXPECT_EQ(complaints.Suggest("lod", {"load"}), "");
}

}  // namespace
}  // namespace executioner::domain
