#include "controller/domain/index_ranges.h"

#include <set>

#include <gtest/gtest.h>

#include "tests/unit/domain/random_graph.h"

namespace executioner::domain {
namespace {

using Ranges = std::vector<IndexRange>;

TEST(IndexRanges, AreWrittenAsIndexedJobsWriteThem) {
  Ranges ranges;
  for (const int index : {0, 1, 2, 5, 7, 8}) {
    AddIndex(ranges, index);
  }
  EXPECT_EQ(FormatRanges(ranges), "0-2,5,7-8");
  EXPECT_EQ(FormatRanges({}), "");
}

TEST(IndexRanges, ReadOnlyWhatTheyWrite) {
  EXPECT_EQ(ParseRanges("0-2,5,7-8", 9), (Ranges{{0, 2}, {5, 5}, {7, 8}}));
  EXPECT_EQ(ParseRanges("", 0), Ranges{});
  for (const char* const text : {"0-2,5,7-9", "9",
                                 "-1",        "1-",
                                 "-",         ",",
                                 "1,",        ",1",
                                 "1,,2",      "2-1",
                                 "1-1",       "1,1",
                                 "1,2",       "2,1",
                                 "0-2,2",     "0-2,3",
                                 "01",        "0-02",
                                 "+1",        " 1",
                                 "1 ",        "1-2-3",
                                 "1;2",       "a",
                                 "0x1",       "99999999999999999999"}) {
    EXPECT_EQ(ParseRanges(text, 9), std::nullopt) << text;
  }
}

TEST(IndexRanges, SurviveBeingWrittenAndRead) {
  for (int seed = 1; seed <= 200; ++seed) {
    Dice dice(static_cast<std::uint64_t>(seed));
    Ranges ranges;
    std::set<int> members;
    for (int index = 0; index < 300; ++index) {
      if (dice.Roll(1 + seed % 5) == 0) {
        AddIndex(ranges, index);
        members.insert(index);
      }
    }
    const auto read = ParseRanges(FormatRanges(ranges), 300);
    ASSERT_EQ(read, ranges) << "seed " << seed;
    for (const IndexRange& range : *read) {
      for (int index = range.first; index <= range.last; ++index) {
        EXPECT_EQ(members.erase(index), 1U);
      }
    }
    EXPECT_TRUE(members.empty());
  }
}

/// Any text either is refused or is the one way to write what was read.
TEST(IndexRanges, HaveOneTextEach) {
  constexpr std::string_view kLetters = "0123456789--,,9 ";
  int accepted = 0;
  for (int seed = 1; seed <= 20'000; ++seed) {
    Dice dice(static_cast<std::uint64_t>(seed));
    std::string text;
    for (int length = dice.Roll(12); length > 0; --length) {
      text += kLetters[static_cast<std::size_t>(dice.Roll(static_cast<int>(kLetters.size())))];
    }
    if (const auto ranges = ParseRanges(text, 10'000)) {
      ++accepted;
      EXPECT_EQ(FormatRanges(*ranges), text);
      EXPECT_TRUE(ranges->empty() || ranges->back().last < 10'000);
    }
  }
  EXPECT_GT(accepted, 1000);
}

}  // namespace
}  // namespace executioner::domain
