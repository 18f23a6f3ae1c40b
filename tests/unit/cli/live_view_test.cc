/// \file
/// The lines that a terminal shows during a run.
#include "controller/cli/live_view.h"

#include <gtest/gtest.h>

#include "controller/cli/display_width.h"

namespace executioner::cli {
namespace {

using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

TEST(LiveView, HasALineForEachActiveJobAndTheTotals) {
  const LiveView view{
      .active = {{.name = "extract", .elapsed = 12'400ms, .last_line = "42 rows"},
                 {.name = "load", .attempt = 2, .elapsed = 90s}},
      .counts = {.total = 7, .pending = 2, .running = 2, .succeeded = 2, .failed = 1},
      .elapsed = 62s,
      .left = 40s};
  EXPECT_EQ(DrawLive(view),
            (Lines{"extract            12 s         42 rows", "load (attempt 2)   1 min 30 s",
                   "3 of 7 done (1 failed), 2 running, 2 waiting; 1 min 2 s, about 40 s left"}));
}

TEST(LiveView, UsesAtMostHalfOfTheTerminal) {
  LiveView view{.rows = 10};
  for (int i = 0; i < 30; ++i) {
    view.active.push_back({.name = "job-" + std::to_string(i)});
  }
  const Lines lines = DrawLive(view);
  ASSERT_EQ(lines.size(), 5U);
  EXPECT_EQ(lines[3], "and 27 more");
}

TEST(LiveView, FitsATerminalOfAnySize) {
  for (std::size_t size = 0; size < 12; ++size) {
    LiveView view{.columns = size, .rows = size};
    view.active.resize(20, {.name = "extract", .last_line = "some output"});
    for (const std::string& line : DrawLive(view)) {
      EXPECT_LE(line.size(), std::max<std::size_t>(size, 11)) << line;
    }
  }
}

TEST(LiveView, RemovesCursorMovement) {
  EXPECT_EQ(PrintableLine("\033[31mred\033[0m\033[2J end", 80), "red end");
  EXPECT_EQ(PrintableLine("a\tb\a\b\x7f", 80), "a b");
  EXPECT_EQ(PrintableLine("10 %\r20 %", 80), "20 %");
  EXPECT_EQ(PrintableLine("cut\033[", 80), "cut");
  EXPECT_EQ(PrintableLine("cut\033", 80), "cut");
}

TEST(LiveView, CutsBetweenCharactersNotBytes) {
  EXPECT_EQ(PrintableLine("äöü", 2), "äö");
  EXPECT_EQ(PrintableLine("äöü", 3), "äöü");
}

TEST(LiveView, CountsColumnsOfATerminal) {
  EXPECT_EQ(PrintableLine("\u6f22\u5b57\u6f22", 5), "\u6f22\u5b57");
  EXPECT_EQ(PrintableLine("e\u0301e\u0301e", 2), "e\u0301e\u0301");
  EXPECT_EQ(PrintableLine("\u202Ea\x9B", 80), "\\u202ea\uFFFD");
}

TEST(LiveView, LeavesSpaceBesideLongAndWideNames) {
  std::string wide;
  for (int i = 0; i < 40; ++i) {
    wide += "\u6f22";
  }
  for (std::size_t columns = 30; columns <= 60; ++columns) {
    const LiveView view{.active = {{.name = std::string(63, 'n'), .elapsed = 5s, .last_line = wide},
                                   {.name = wide, .attempt = 12, .elapsed = 7s}},
                        .columns = columns};
    const Lines lines = DrawLive(view);
    for (const std::string& line : lines) {
      EXPECT_LE(DisplayWidth(line), columns) << line;
    }
    EXPECT_NE(lines[0].find("\u2026"), std::string::npos) << lines[0];
    EXPECT_NE(lines[0].find(" 5 s"), std::string::npos) << lines[0];
    EXPECT_NE(lines[1].find("\u2026 (attempt 12)"), std::string::npos) << lines[1];
    EXPECT_NE(lines[1].find(" 7 s"), std::string::npos) << lines[1];
  }
}

TEST(Durations, HaveAtMostTwoUnits) {
  EXPECT_EQ(DurationText(1'250ms), "1.2 s");
  EXPECT_EQ(DurationText(200s), "3 min 20 s");
  EXPECT_EQ(DurationText(7'500s), "2 h 5 min");
}

}  // namespace
}  // namespace executioner::cli
