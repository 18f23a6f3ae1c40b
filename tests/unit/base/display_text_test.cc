/// \file
/// What text from outside may do to a terminal: nothing.
#include "controller/base/display_text.h"

#include <gtest/gtest.h>

namespace executioner::base {
namespace {

TEST(DisplayText, KeepsOrdinaryText) {
  for (const char* text : {"", "plain", "two\nlines\tand a tab", "äöü €", "\u6f22\u5b57",
                           "\U0001F600", "a\u200Db", "\\u001b"}) {
    EXPECT_EQ(DisplayText(text), text);
    EXPECT_TRUE(IsDisplayable(text)) << text;
  }
}

TEST(DisplayText, EscapesControlCharacters) {
  EXPECT_EQ(DisplayText("\x1B[31m\a\b\x7F"), "\\u001b[31m\\u0007\\u0008\\u007f");
  EXPECT_EQ(DisplayText(std::string_view("\0", 1)), "\\u0000");
  EXPECT_EQ(DisplayText("\u0080\u0085\u009B2J\u009F\u00A0"),
            "\\u0080\\u0085\\u009b2J\\u009f\u00A0");
  EXPECT_EQ(DisplayText("10 %\r20 %"), "10 %\\r20 %");
}

TEST(DisplayText, EscapesBidirectionalControlsAndSeparators) {
  EXPECT_EQ(DisplayText("\u061C\u200E\u200F\u2028\u2029\u202A\u202E\u2066\u2069"),
            "\\u061c\\u200e\\u200f\\u2028\\u2029\\u202a\\u202e\\u2066\\u2069");
  EXPECT_EQ(DisplayText("\u061B\u200D\u2027\u202F\u2065\u206A"),
            "\u061B\u200D\u2027\u202F\u2065\u206A");
}

TEST(DisplayText, ReplacesInvalidUtf8) {
  EXPECT_EQ(DisplayText("a\x9B"
                        "2Jb\xC3"),
            "a\uFFFD"
            "2Jb\uFFFD");
  EXPECT_EQ(DisplayText("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD");
}

TEST(DisplayText, DetectsUnsafeText) {
  for (const char* text : {"\x1B", "a\r", "\u0085", "\u202E", "\x80", "\x7F"}) {
    EXPECT_FALSE(IsDisplayable(text)) << DisplayText(text);
    EXPECT_TRUE(IsDisplayable(DisplayText(text)));
  }
}

TEST(DisplayLine, HasOneLine) {
  EXPECT_EQ(DisplayLine("a\nb\tc"), "a\\nb\\tc");
}

TEST(DisplayMessage, IndentsAllLinesExceptTheFirst) {
  EXPECT_EQ(DisplayMessage("no file 'a\nrun 3 succeeded'\n  indented\n\nlast"),
            "no file 'a\n    run 3 succeeded'\n  indented\n\n    last");
}

TEST(DisplayOutput, RemovesCursorMovement) {
  EXPECT_EQ(DisplayOutput("a\x1B[2J\x1B[1;1Hb\x1B[?25lc\x1B(Bd\x1B"
                          "7e\x1B#8f",
                          Colors::kKeep),
            "abcdef");
  EXPECT_EQ(DisplayOutput("a\u009B2Jb\u0084c", Colors::kKeep), "abc");
  EXPECT_EQ(DisplayOutput("a\tb\a\b\x7F\n", Colors::kKeep), "a\tb");
  EXPECT_EQ(DisplayOutput("cut\x1B[", Colors::kKeep), "cut");
  EXPECT_EQ(DisplayOutput("cut\x1B", Colors::kKeep), "cut");
  EXPECT_EQ(DisplayOutput("cut\x1B[1\u00E4", Colors::kKeep), "cut\u00E4");
}

TEST(DisplayOutput, RemovesHyperlinksTitlesAndClipboardAccess) {
  EXPECT_EQ(DisplayOutput("\x1B]8;;https://evil\x1B\\text\x1B]8;;\x1B\\!", Colors::kKeep), "text!");
  EXPECT_EQ(DisplayOutput("a\x1B]52;c;cm0gLXJm\ab", Colors::kKeep), "ab");
  EXPECT_EQ(DisplayOutput("a\x1B]0;title\u009C"
                          "b\u009D"
                          "0;more\a",
                          Colors::kKeep),
            "ab");
  EXPECT_EQ(DisplayOutput("a\x1BP1$r\x1B\\b\x1B_x\x1B\\c\x1B^y\x1B\\d", Colors::kKeep), "abcd");
  EXPECT_EQ(DisplayOutput("a\x1B]0;never ends", Colors::kKeep), "a");
}

TEST(DisplayOutput, KeepsColorsAndEndsThemWithTheLine) {
  EXPECT_EQ(DisplayOutput("\x1B[31mred\x1B[0m plain", Colors::kKeep), "\x1B[31mred\x1B[0m plain");
  EXPECT_EQ(DisplayOutput("\x1B[1;38:5:9mred", Colors::kKeep), "\x1B[1;38:5:9mred\x1B[0m");
  EXPECT_EQ(DisplayOutput("\x1B[31mred\x1B[m", Colors::kKeep), "\x1B[31mred\x1B[m");
  EXPECT_EQ(DisplayOutput("\x1B[?1mx\x1B[1 my", Colors::kKeep), "xy");
  EXPECT_EQ(DisplayOutput("\x1B[31mred\x1B[0m", Colors::kDrop), "red");
}

TEST(DisplayOutput, ShowsTextAfterACarriageReturn) {
  EXPECT_EQ(DisplayOutput("10 %\r20 %", Colors::kKeep), "20 %");
  EXPECT_EQ(DisplayOutput("20 %\r", Colors::kKeep), "20 %");
  EXPECT_EQ(DisplayOutput("\x1B[31m10 %\r20 %", Colors::kKeep), "20 %");
}

TEST(DisplayOutput, EscapesOtherUnsafeCharacters) {
  EXPECT_EQ(DisplayOutput("a\u202Eb\u2028c\x9B"
                          "d",
                          Colors::kKeep),
            "a\\u202eb\\u2028c\uFFFD"
            "d");
}

}  // namespace
}  // namespace executioner::base
