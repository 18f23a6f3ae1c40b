#include "controller/base/utf8.h"

#include <gtest/gtest.h>

namespace executioner::base {
namespace {

TEST(FirstNotUtf8, AcceptsValidText) {
  for (const char* text : {"", "a", "\xC3\xA4", "\xE2\x82\xAC", "\xED\x9F\xBF", "\xEE\x80\x80",
                           "\xF0\x9F\x98\x80", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_EQ(FirstNotUtf8(text), std::nullopt) << text;
  }
}

TEST(FirstNotUtf8, FindsOverlongFormsSurrogatesAndStrayBytes) {
  for (const char* text : {"\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80",
                           "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\x80",
                           "\xFF", "\xC3", "\xE2\x82", "\xF0\x9F\x98", "\xC3\x28"}) {
    EXPECT_EQ(FirstNotUtf8("ab" + std::string(text)), 2U) << text;
  }
}

}  // namespace
}  // namespace executioner::base
