#include "controller/kube/line_splitter.h"

#include <gtest/gtest.h>

#include "tests/unit/kube/transport_fixture.h"

namespace executioner::kube {
namespace {

using Lines = std::vector<std::string>;
using State = LineSplitter::State;

TEST(LineSplitter, ReturnsTheSameLinesForAnyChunks) {
  const std::string text = "one\n\ntwo\r\nthree\n";
  for (std::size_t size = 1; size <= text.size(); ++size) {
    LineSplitter splitter(100);
    KeepingSink sink;
    for (std::size_t at = 0; at < text.size(); at += size) {
      EXPECT_EQ(splitter.Feed(std::string_view(text).substr(at, size), sink), State::kWantsMore);
    }
    EXPECT_EQ(sink.Lines(), (Lines{"one", "", "two\r", "three"})) << "chunks of " << size;
    EXPECT_FALSE(splitter.InsideLine());
  }
}

TEST(LineSplitter, BuffersAnIncompleteLine) {
  LineSplitter splitter(100);
  KeepingSink sink;

  splitter.Feed("one\ntw", sink);

  EXPECT_EQ(sink.Lines(), Lines{"one"});
  EXPECT_TRUE(splitter.InsideLine());
}

TEST(LineSplitter, RejectsALineThatIsTooLong) {
  KeepingSink sink;
  EXPECT_EQ(LineSplitter(3).Feed("abc\n", sink), State::kWantsMore);
  EXPECT_EQ(LineSplitter(3).Feed("abcd\n", sink), State::kTooLong);
  EXPECT_EQ(LineSplitter(3).Feed("abcd", sink), State::kTooLong);
  LineSplitter in_pieces(3);
  EXPECT_EQ(in_pieces.Feed("ab", sink), State::kWantsMore);
  EXPECT_EQ(in_pieces.Feed("cd\n", sink), State::kTooLong);
  EXPECT_EQ(sink.Lines(), Lines{"abc"});
}

TEST(LineSplitter, StopsWhenTheSinkHasEnough) {
  LineSplitter splitter(100);
  KeepingSink sink;
  sink.EndAfter(1);

  EXPECT_EQ(splitter.Feed("one\ntwo\n", sink), State::kEndedBySink);
  EXPECT_EQ(sink.Lines(), Lines{"one"});
}

}  // namespace
}  // namespace executioner::kube
