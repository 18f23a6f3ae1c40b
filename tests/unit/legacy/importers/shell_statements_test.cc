#include "controller/legacy/importers/shell_statements.h"

#include <gtest/gtest.h>

namespace executioner::legacy::importers {
namespace {

using Strings = std::vector<std::string>;

Strings TextsOf(const std::string& script) {
  const ShellScript read = ReadShellScript(script);
  Strings texts;
  for (const Statement& statement : read.statements) {
    texts.push_back(statement.text);
  }
  if (!read.error.empty()) {
    texts.push_back(std::to_string(read.error_line) + ": " + read.error);
  }
  return texts;
}

TEST(ShellStatements, SplitAtLinesAndSemicolons) {
  EXPECT_EQ(TextsOf("a b # c\n\n# only a comment\n c; d"), (Strings{"a b", "c", "d"}));
  EXPECT_EQ(TextsOf("echo 'a;b' \"c;$(d; \"e;\")\" `f;g` ${h:-;}\n"),
            Strings{"echo 'a;b' \"c;$(d; \"e;\")\" `f;g` ${h:-;}"});
  EXPECT_EQ(TextsOf("echo \"it's\"\necho a#b"), (Strings{"echo \"it's\"", "echo a#b"}));
}

TEST(ShellStatements, KeepContinuedLinesTogether) {
  EXPECT_EQ(TextsOf("a \\\n  b\nc |\n d &&\n\n e\nf"),
            (Strings{"a \\\n  b", "c |\n d &&\n\n e", "f"}));
}

TEST(ShellStatements, KeepNestedBlocksWhole) {
  const std::string nested =
      "for a in 1 2; do\n  for b in done; do\n    echo done\n  done\n  if x; then y; fi\ndone";
  EXPECT_EQ(TextsOf(nested + "\nafter"), (Strings{nested, "after"}));
  EXPECT_EQ(TextsOf("if a; then b; fi\nc"), (Strings{"if a; then b; fi", "c"}));
  EXPECT_EQ(TextsOf("( a\n b ) | d\n{ e; f; }\ng"), (Strings{"( a\n b ) | d", "{ e; f; }", "g"}));
  const std::string choice = "case $a in\n b|c) d;;\n (e) f\n ;;\n *) case g in h) i;; esac\nesac";
  EXPECT_EQ(TextsOf(choice + "\nj"), (Strings{choice, "j"}));
}

TEST(ShellStatements, KeepHereDocumentsWhole) {
  EXPECT_EQ(TextsOf("cat <<EOF > x\nfor a; do\nEOF\nb"),
            (Strings{"cat <<EOF > x\nfor a; do\nEOF", "b"}));
  EXPECT_EQ(TextsOf("cat <<-'E F'\n\ta\n\tE F\nb").size(), 2U);
  EXPECT_EQ(TextsOf("cat <<-'E'\n\ta\n\tE\nb").size(), 2U);
  EXPECT_EQ(TextsOf("cat <<< EOF\nb"), (Strings{"cat <<< EOF", "b"}));
}

TEST(ShellStatements, KeepFunctionsWhole) {
  EXPECT_EQ(TextsOf("f() {\n a; b\n}\nf"), (Strings{"f() {\n a; b\n}", "f"}));
  EXPECT_EQ(TextsOf("f ()\n{\n a\n}\nfunction g {\n b\n}\nc"),
            (Strings{"f ()\n{\n a\n}", "function g {\n b\n}", "c"}));
}

TEST(ShellStatements, KeepFunctionsOfAnyBody) {
  for (const char* const function :
       {"f() (\n  cd /tmp\n  echo a\n)", "f() ( echo a )", "f ( ) { a; }", "function f ( a; b )",
        "function f() { a; }", "function f () { a; }", "function f\n(\n a\n)",
        "f()\n\n# c\n{\n a\n}", "f() if a; then b; fi", "f() for x in 1 2; do a; done",
        "f() while a; do b; done", "f() case $1 in\n a) b;;\n if) c;;\nesac", "f() (( x++ ))",
        "f() [[ -n $1 ]]", "f() { a; } > log 2>&1", "f() ( a ) < x >> done", "f() { { a; } }",
        "f-1::g() { a; }"}) {
    const ShellScript read = ReadShellScript(std::string(function) + "\nafter; end");
    ASSERT_EQ(read.statements.size(), 3U) << function << read.error;
    EXPECT_EQ(read.statements[0].text, function);
    EXPECT_NE(read.statements[0].function, "") << function;
    EXPECT_FALSE(read.statements[0].is_simple) << function;
    EXPECT_EQ(read.statements[1].function, "");
    EXPECT_EQ(read.error, "");
  }
}

TEST(ShellStatements, RejectFunctionsWithoutABlock) {
  EXPECT_EQ(TextsOf("a\nf() echo b\nc").back(), "2: the body of a function is not a block");
  EXPECT_EQ(TextsOf("a\nf()\n").back(), "2: the function 'f' has no body");
  EXPECT_EQ(TextsOf("f() { a; } && b").back(),
            "1: the function 'f' is defined inside a list: make it a statement of its own");
}

TEST(ShellStatements, LoseNothing) {
  EXPECT_EQ(TextsOf("a\nb &&\n").back(), "2: '&&' has nothing behind it");
  EXPECT_EQ(TextsOf("a\n| b\n").back(), "2: '|' has nothing before it");
  EXPECT_EQ(TextsOf("[[ -f a\n  && -f b ]]\nc"), (Strings{"[[ -f a\n  && -f b ]]", "c"}));
  EXPECT_EQ(TextsOf("make &> log\nmake &>> log\nb"), (Strings{"make &> log", "make &>> log", "b"}));
  EXPECT_EQ(TextsOf("cat <<A\n").back(), "1: the here-document 'A' is not closed");
  EXPECT_EQ(TextsOf("cat <<A").back(), "1: the here-document 'A' is not closed");
}

TEST(ShellStatements, KnowQuotesWithinExpansions) {
  EXPECT_EQ(TextsOf("echo $'it\\'s'; b\nc '"),
            (Strings{"echo $'it\\'s'", "b", "2: ' is not closed"}));
  EXPECT_EQ(TextsOf("echo \"${x:-it's}\" \"$'\"; b"), (Strings{"echo \"${x:-it's}\" \"$'\"", "b"}));
  EXPECT_EQ(TextsOf("x=$( # don't\n a )\nb"), (Strings{"x=$( # don't\n a )", "b"}));
  EXPECT_EQ(TextsOf("x=(a # don't\n b)\nb"), (Strings{"x=(a # don't\n b)", "b"}));
  EXPECT_EQ(TextsOf("x=$(cat <<E\nit's :)\nE\n)\nb"), (Strings{"x=$(cat <<E\nit's :)\nE\n)", "b"}));
  EXPECT_EQ(TextsOf("x=$(case a in a) b;; esac)\nb"), (Strings{"x=$(case a in a) b;; esac)", "b"}));
}

TEST(ShellStatements, KeepHereDocumentsOfALineTogether) {
  const std::string two = "cat <<A; cat <<B\na\nA\nb\nB";
  EXPECT_EQ(TextsOf(two + "\nc"), (Strings{two, "c"}));
  const std::string first = "cat <<A; b\na\nA";
  EXPECT_EQ(TextsOf("x; " + first + "\nc"), (Strings{"x", first, "c"}));
  EXPECT_EQ(TextsOf("a\ncat <<A &\na\nA\n").back(),
            "2: a command with a here-document runs in the background");
}

TEST(ShellStatements, KnowArithmeticAndLists) {
  EXPECT_EQ(TextsOf("((a = 1 << 2))\nx=$((1 << 3))\nl=(a\n b)\n[[ a && b ]]\nc"),
            (Strings{"((a = 1 << 2))", "x=$((1 << 3))", "l=(a\n b)", "[[ a && b ]]", "c"}));
}

TEST(ShellStatements, ReportWhatIsNotClosed) {
  EXPECT_EQ(TextsOf("a\nif b; then\nc").back(), "2: 'if' is not closed");
  EXPECT_EQ(TextsOf("a\ndone").back(), "2: 'done' closes nothing");
  EXPECT_EQ(TextsOf("a\n\"b").back(), "2: \" is not closed");
  EXPECT_EQ(TextsOf("cat <<X\na").back(), "1: the here-document 'X' is not closed");
}

TEST(ShellStatements, RecognizeSimpleAndBackgroundCommands) {
  const ShellScript read = ReadShellScript("cd x\ncd x && a\na &\n(b)\n");
  ASSERT_EQ(read.statements.size(), 4U);
  EXPECT_TRUE(read.statements[0].is_simple);
  EXPECT_FALSE(read.statements[1].is_simple);
  EXPECT_TRUE(read.statements[2].is_background);
  EXPECT_EQ(read.statements[2].text, "a");
  EXPECT_FALSE(read.statements[3].is_simple);
  EXPECT_EQ(read.statements[3].line, 4);
}

std::string Repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) {
    all += text;
  }
  return all;
}

class NestedShell : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(NestedShell, IsReadToABoundedDepth) {
  const auto [open, close] = GetParam();
  constexpr int kUsual = 20;
  const std::string usual = "a " + Repeated(open, kUsual) + "b" + Repeated(close, kUsual);
  EXPECT_EQ(TextsOf(usual + "\nc"), (Strings{usual, "c"}));
  constexpr int kDepth = 20'000;
  const std::string deep = Repeated(open, kDepth) + "b" + Repeated(close, kDepth);
  EXPECT_EQ(TextsOf("a\nb " + deep + "\n").back(), "2: is nested deeper than 100 levels");
  EXPECT_EQ(TextsOf("a\nb " + Repeated(open, kDepth)).back(),
            "2: is nested deeper than 100 levels");
}

INSTANTIATE_TEST_SUITE_P(Openers, NestedShell,
                         testing::Values(std::pair("$(", ")"), std::pair("\"$(", ")\""),
                                         std::pair("<(", ")"), std::pair("a[$(", ")]"),
                                         std::pair("${a:-\"$(", ")\"}"), std::pair("${a:-", "}"),
                                         std::pair("\"${a:-", "}\""), std::pair("$((", "))"),
                                         std::pair("x=(", ")"), std::pair("=(", ")"),
                                         std::pair("$(a <(", "))"), std::pair("$(a=(", "))")));

TEST(ShellStatements, AcceptAnyNumberOfNestedBlocks) {
  constexpr int kDepth = 5000;
  const std::string blocks = Repeated("if a; then\n", kDepth) + "b\n" + Repeated("fi\n", kDepth);
  EXPECT_EQ(TextsOf(blocks + "c").size(), 2U);
  EXPECT_EQ(TextsOf(Repeated("(", kDepth) + "b" + Repeated(")", kDepth)).size(), 1U);
}

}  // namespace
}  // namespace executioner::legacy::importers
