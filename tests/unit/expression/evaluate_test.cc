#include <string>

#include <gtest/gtest.h>

#include "controller/domain/expression/program.h"
#include "tests/unit/expression/show.h"

namespace executioner::domain::expression {
namespace {

std::string Of(const std::string& source) {
  return RunSource(source, {{"x", Type{}}}, {});
}

TEST(Evaluate, ComputesNumbers) {
  EXPECT_EQ(Of("1 + 2 * 3 - 4 / 2 % 3"), "5");
  EXPECT_EQ(Of("-9223372036854775808"), "-9223372036854775808");
  EXPECT_EQ(Of("0x10 + 7"), "23");
  EXPECT_EQ(Of("3u * 4u"), "12u");
  EXPECT_EQ(Of("string(1e6) + ' ' + string(0.1)"), "s31652b303620302e31");
  EXPECT_EQ(Of("int('+5') + int(2.9) + int(3u)"), "10");
}

TEST(Evaluate, NumbersNeverWrapAround) {
  EXPECT_EQ(Of("9223372036854775807 + 1"), "error: 1:21: integer overflow");
  EXPECT_EQ(Of("-9223372036854775808 / -1"), "error: 1:22: integer overflow");
  EXPECT_EQ(Of("-(-9223372036854775808)"), "error: 1:1: integer overflow");
  EXPECT_EQ(Of("0u - 1u"), "error: 1:4: integer overflow");
  EXPECT_EQ(Of("int(1e19)"), "error: 1:1: integer overflow");
  EXPECT_EQ(Of("1 / 0"), "error: 1:3: division by zero");
  EXPECT_EQ(Of("1 % 0"), "error: 1:3: modulus by zero");
}

TEST(Evaluate, ComparesNumbersOfDifferentTypes) {
  EXPECT_EQ(Of("dyn(1) == 1.0 && dyn(1u) == 1 && 1 < 1.5 && 2u > -1"), "true");
  EXPECT_EQ(Of("dyn(1) == '1'"), "false");
  EXPECT_EQ(Of("{1: 'a'}[dyn(1.0)]"), "s61");
  EXPECT_EQ(Of("2 in [dyn(1), 2.0]"), "true");
  EXPECT_EQ(Of("double('NaN') == double('NaN')"), "false");
}

TEST(Evaluate, AndAndOrAreCommutative) {
  EXPECT_EQ(Of("1 / 0 == 1 || true"), "true");
  EXPECT_EQ(Of("true || 1 / 0 == 1"), "true");
  EXPECT_EQ(Of("1 / 0 == 1 && false"), "false");
  EXPECT_EQ(Of("1 / 0 == 1 && true"), "error: 1:3: division by zero");
  EXPECT_EQ(Of("false ? 1 / 0 == 1 : true"), "true");
  EXPECT_EQ(Of("[0, 1].exists(e, 1 / e == 1)"), "true");
  EXPECT_EQ(Of("[0, 1].all(e, 1 / e == 1)"), "error: 1:17: division by zero");
}

TEST(Evaluate, KnowsListsAndMaps) {
  EXPECT_EQ(Of("[1, 2].map(e, e * 2) + [1, 2, 3].filter(e, e > 2)"), "[2,4,3]");
  EXPECT_EQ(Of("{'a': 1, 'b': [true, null]}.b"), "[true,null]");
  EXPECT_EQ(Of("has({'a': 1}.a) && !has({'a': 1}.b) && 'a' in {'a': 1}"), "true");
  EXPECT_EQ(Of("[1][1]"), "error: 1:4: index out of bounds: 1");
  EXPECT_EQ(Of("{'a': 1}.b"), "error: 1:10: no such key: b");
  EXPECT_EQ(Of("{'a': 1, 'a': 2}"), "error: 1:1: Failed with repeated key");
  EXPECT_EQ(Of("{1.5: 1}"), "error: 1:1: unsupported key type");
  EXPECT_EQ(Of("[[1, 2], [3]].exists_one(l, l.size() == 1)"), "true");
  EXPECT_EQ(Of("{'b': 2, 'a': 1} == {'a': 1, 'b': 2}"), "true");
}

TEST(Evaluate, KnowsStrings) {
  EXPECT_EQ(Of("size('grün')"), "4") << "characters, not bytes";
  EXPECT_EQ(Of("'load-7'.matches('^load-[0-9]+$') && !'x'.matches('y')"), "true");
  EXPECT_EQ(Of("matches('abc', 'b' + '')"), "true");
  EXPECT_EQ(Of("'abc'.matches(string(1) + '(')"), "error: 1:7: invalid pattern: missing ): 1(");
  EXPECT_EQ(Of("'abc'.contains('') && 'abc'.startsWith('ab') && 'abc'.endsWith('bc')"), "true");
  EXPECT_EQ(Of("r'\\d' + \"\"\"a'b\"\"\" + '\\u00e9\\x41\\101'"), "s5c64612762c3a94141");
  EXPECT_EQ(Of("int('12x')"), "error: 1:1: type conversion error: '12x' is not an int");
}

TEST(Evaluate, AMissingValueIsAnErrorUnlessHasAsks) {
  const Fields variables{{"job", ObjectOf({{"rows", {.kind = Type::Kind::kInt}}})}};
  EXPECT_EQ(RunSource("job.rows > 1", variables, {}), "error: 1:5: no value");
  EXPECT_EQ(RunSource("has(job.rows)", variables, {}), "false");
  EXPECT_EQ(RunSource("has(job['rows'])", variables, {}),
            "error: 1:1: invalid argument to has() macro");
  EXPECT_EQ(RunSource("!has(job.rows) || job.rows > 1", variables, {}), "true");
  EXPECT_EQ(RunSource("has(job.rows) && job.rows > 1", variables, {{"job", std::int64_t{2}}}),
            "true");
}

TEST(Evaluate, BoundsItsWork) {
  EXPECT_EQ(Of("[1,2,3,4,5,6,7,8].all(a, [1,2,3,4,5,6,7,8].all(b, [1,2,3,4,5,6,7,8].all(c, "
               "a + b + c > 0)))"),
            "error: 1:1: costs more than 1000 steps");
  EXPECT_EQ(Of("true || [1,2,3,4,5,6,7,8].all(a, [1,2,3,4,5,6,7,8].all(b, true))"), "true")
      << "what is not evaluated costs nothing";
}

TEST(Evaluate, CountsTheSizeOfValues) {
  const Fields variables{{"x", Type{}}};
  const Value text(std::string(100'000, 'a'));
  const Value list = MakeList(List(2000, Value(std::int64_t{1})));
  for (const char* source :
       {"x == x", "x + x == x", "x.contains('b')", "x.matches('a*b')", "size(x) == 1", "x < 'b'"}) {
    EXPECT_EQ(RunSource(source, variables, {{"x", text}}), "error: 1:1: costs more than 1000 steps")
        << source;
  }
  for (const char* source : {"x == x", "x + x == x", "2 in x", "x.all(e, e == 1)",
                             "x.exists_one(e, true)", "x.exists(e, e / 0 == 1)"}) {
    EXPECT_EQ(RunSource(source, variables, {{"x", list}}), "error: 1:1: costs more than 1000 steps")
        << source;
  }
  EXPECT_EQ(RunSource("size(x) == 2000 && x[1999] == 1", variables, {{"x", list}}), "true");
}

TEST(Evaluate, AnExhaustedBudgetIsNeverHiddenByOr) {
  const Value list = MakeList(List(2000, Value(std::int64_t{1})));
  EXPECT_EQ(RunSource("x.all(e, e == 1) || true", {{"x", Type{}}}, {{"x", list}}),
            "error: 1:1: costs more than 1000 steps");
}

TEST(Evaluate, BoundsPatterns) {
  EXPECT_NE(Of("'a'.matches('((a{100}){100}){100}')").find("invalid pattern"), std::string::npos);
  const Value text(std::string(20'000, 'a'));
  EXPECT_EQ(RunSource("x.matches('(a?){200}a{200}$')", {{"x", Type{}}}, {{"x", text}}),
            "error: 1:1: costs more than 1000 steps");
}

}  // namespace
}  // namespace executioner::domain::expression
