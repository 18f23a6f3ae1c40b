/// \file
/// Files stay small, headers open with what they are.
#include <gtest/gtest.h>

#include "tests/rules/tree.h"

namespace executioner::rules {
namespace {

TEST(Sizes, NoFileHasMoreThan400Lines) {
  for (const char* top : {"controller", "runner", "tests", "tools"}) {
    for (const std::string& file : Sources(top)) {
      EXPECT_LE(Lines(Read(Root() / file)).size(), 400U) << file;
    }
  }
}

TEST(Sizes, TheMeanIsAtMost150Lines) {
  std::size_t files = 0;
  std::size_t lines = 0;
  for (const char* top : {"controller", "runner", "tools"}) {
    for (const std::string& file : Sources(top)) {
      ++files;
      lines += Lines(Read(Root() / file)).size();
    }
  }
  ASSERT_GT(files, 0U);
  EXPECT_LE(lines / files, 150U);
}

TEST(Headers, BeginWithAFileComment) {
  for (const char* top : {"controller", "runner", "tests", "tools"}) {
    for (const std::string& file : Sources(top)) {
      if (file.ends_with(".h")) {
        EXPECT_TRUE(Read(Root() / file).starts_with("/// \\file\n")) << file;
      }
    }
  }
}

}  // namespace
}  // namespace executioner::rules
