#include <string>

#include <gtest/gtest.h>

#include "tests/unit/expression/show.h"

namespace executioner::domain::expression {
namespace {

const Type kBool{.kind = Type::Kind::kBool};
const Type kInt{.kind = Type::Kind::kInt};
const Type kString{.kind = Type::Kind::kString};

Fields Variables() {
  const Type load = ObjectOf({{"outcome", kString}, {"results", ObjectOf({{"rows", kInt}})}});
  return {{"jobs", ObjectOf({{"load-data", load}, {"check", ObjectOf({{"outcome", kString}})}})},
          {"params", ObjectOf({{"region", kString}, {"options", Type{}}})}};
}

/// \return "1:3: message", or "" if the source compiles
std::string ProblemOf(const std::string& source) {
  const auto compiled = Compile(source, Variables(), kBool);
  const auto* problem = std::get_if<Problem>(&compiled);
  return problem == nullptr ? ""
                            : std::to_string(problem->line) + ":" +
                                  std::to_string(problem->column) + ": " + problem->message;
}

TEST(Compile, NamesThePlaceOfASyntaxError) {
  EXPECT_EQ(ProblemOf("1 +"),
            "1:4: syntax error: the expression ends here; expected an expression");
  EXPECT_EQ(ProblemOf("(true"), "1:6: syntax error: the expression ends here; expected ')'");
  EXPECT_EQ(ProblemOf("true true"),
            "1:6: syntax error: unexpected 'true'; expected the end of the expression");
  EXPECT_EQ(ProblemOf("true &&\n  && false"),
            "2:3: syntax error: unexpected '&&'; expected an expression");
  EXPECT_EQ(ProblemOf("'grün' == $"), "1:11: token recognition error");
  EXPECT_EQ(ProblemOf("'open"), "1:1: the string does not end");
  EXPECT_EQ(ProblemOf("'\\q' == ''"), "1:1: invalid escape sequence '\\q'");
  EXPECT_EQ(ProblemOf("size(1,) == 1"),
            "1:8: syntax error: unexpected ')'; expected an expression");
  EXPECT_EQ(ProblemOf("params.in"), "1:8: syntax error: unexpected 'in'; expected a name");
  EXPECT_EQ(ProblemOf("if"), "1:1: reserved identifier: if");
  EXPECT_EQ(ProblemOf("99999999999999999999 > 1"), "1:1: invalid int literal");
  EXPECT_EQ(ProblemOf("1e999 > 1.0"), "1:1: invalid double literal");
  EXPECT_EQ(ProblemOf(""), "1:1: syntax error: the expression ends here; expected an expression");
}

TEST(Compile, RefusesWhatTheSubsetLacks) {
  EXPECT_EQ(ProblemOf("b'x' == b'x'"), "1:1: bytes are not supported; use a string");
  EXPECT_EQ(ProblemOf("Thing{} == 1"), "1:6: messages are not supported");
  EXPECT_EQ(ProblemOf("timestamp('x') == 1"),
            "1:1: undeclared reference to 'timestamp' (in container '')");
}

TEST(Compile, SuggestsTheNearestName) {
  EXPECT_EQ(ProblemOf("param.region == ''"),
            "1:1: undeclared reference to 'param' (in container ''); did you mean 'params'?");
  EXPECT_EQ(ProblemOf("params.regoin == ''"),
            "1:8: undefined field 'regoin'; did you mean 'region'?");
  EXPECT_EQ(ProblemOf("jobs['load-dta'].outcome == ''"),
            "1:5: undefined field 'load-dta'; did you mean 'load-data'?");
  EXPECT_EQ(ProblemOf("params.region.startWith('a')"),
            "1:15: undeclared reference to 'startWith' (in container ''); did you mean "
            "'startsWith'?");
}

TEST(Compile, FindsWrongTypes) {
  EXPECT_EQ(ProblemOf("1 + 'a' == 2"),
            "1:3: found no matching overload for '_+_' applied to '(int, string)'");
  EXPECT_EQ(ProblemOf("jobs['load-data'].results.rows == '1'"),
            "1:32: found no matching overload for '_==_' applied to '(int, string)'");
  EXPECT_EQ(ProblemOf("params.region.contains(1)"),
            "1:15: found no matching overload for 'contains' applied to 'string.(int)'");
  EXPECT_EQ(ProblemOf("true || 1"), "1:9: expected type 'bool' but found 'int'");
  EXPECT_EQ(ProblemOf("size(params.region)"), "1:1: expected type 'bool' but found 'int'");
  EXPECT_EQ(ProblemOf("true ? 1 : 2"), "1:6: expected type 'bool' but found 'int'");
  EXPECT_EQ(ProblemOf("[1].all(e, e)"), "1:12: expected type 'bool' but found 'int'");
  EXPECT_EQ(ProblemOf("[1].all(1, true)"), "1:9: argument must be a simple name");
  EXPECT_EQ(ProblemOf("has(params)"), "1:1: invalid argument to has() macro");
  EXPECT_EQ(ProblemOf("'a'.matches('(')"), "1:13: invalid pattern: missing ): (");
  EXPECT_EQ(ProblemOf("params.region.x == 1"),
            "1:15: type 'string' does not support field selection");
}

TEST(Compile, ObjectsAreNoValues) {
  EXPECT_EQ(ProblemOf("jobs == 1"),
            "1:1: 'jobs' is not a value; name one of its fields, like jobs.NAME or jobs[\"NAME\"]");
  EXPECT_EQ(ProblemOf("jobs[params.region].outcome == ''"),
            "1:13: an index of 'jobs' must be a string literal, such as \"load-data\"");
}

TEST(Compile, ListsEachVariableOnce) {
  const auto compiled = Compile(
      "jobs['load-data'].results.rows > 1 && jobs.`load-data`.results.rows < 9 && "
      "has(params.options.deep) && jobs.check.outcome == 'Succeeded'",
      Variables(), kBool);
  const auto* program = std::get_if<Program>(&compiled);
  ASSERT_NE(program, nullptr);
  ASSERT_EQ(program->references.size(), 3U);
  using Path = std::vector<std::string>;
  EXPECT_EQ(program->references[0].path, (Path{"jobs", "load-data", "results", "rows"}));
  EXPECT_EQ(program->references[1].path, (Path{"params", "options"}));
  EXPECT_EQ(program->references[2].path, (Path{"jobs", "check", "outcome"}));
}

TEST(Compile, BoundsLengthAndNesting) {
  EXPECT_EQ(ProblemOf("true || '" + std::string(2048, 'x') + "' == ''"),
            "1:1: the expression must have at most 2048 bytes");
  const auto nested = [](int depth, const std::string& open, const std::string& close) {
    std::string source;
    for (int i = 0; i < depth; ++i) {
      source = open + source;
    }
    source += "true";
    for (int i = 0; i < depth; ++i) {
      source += close;
    }
    return source;
  };
  EXPECT_EQ(ProblemOf(nested(90, "(", ")")), "");
  EXPECT_EQ(ProblemOf(nested(1000, "(", ")")),
            "1:101: the expression is nested more than 100 levels deep");
  EXPECT_NE(ProblemOf(nested(400, "[", "]")).find("nested more than"), std::string::npos);
  EXPECT_NE(ProblemOf(nested(150, "true?true:", "")).find("nested"), std::string::npos);
  EXPECT_NE(ProblemOf("1" + nested(400, "+1", "")).find("nested"), std::string::npos);
  EXPECT_EQ(ProblemOf(nested(300, "true||", "")), "") << "a chain of || is one expression";
  EXPECT_EQ(ProblemOf(nested(1000, "!", "")), "") << "pairs of ! cancel each other out";
}

TEST(Compile, RefusesInvalidUtf8) {
  EXPECT_EQ(ProblemOf("'a' == '\xFF'"), "1:9: the expression is not valid UTF-8");
}

}  // namespace
}  // namespace executioner::domain::expression
