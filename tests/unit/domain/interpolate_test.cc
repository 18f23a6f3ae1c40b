#include "controller/domain/interpolate.h"

#include <gtest/gtest.h>

namespace executioner::domain {
namespace {

std::vector<std::string> Values(std::vector<EnvVar> env) {
  std::vector<std::string> values;
  for (const EnvVar& variable : InterpolateEnv(std::move(env))) {
    values.push_back(variable.value);
  }
  return values;
}

using Strings = std::vector<std::string>;

EnvVar Var(std::string name, std::string value) {
  return {.name = std::move(name), .value = std::move(value)};
}

TEST(InterpolateEnv, ReplacesNamesByValues) {
  EXPECT_EQ(Values({Var("HOME", "/srv"), Var("LOG", "${HOME}/log:${HOME}")}),
            (Strings{"/srv", "/srv/log:/srv"}));
}

TEST(InterpolateEnv, WorksInAnyOrderAndDepth) {
  EXPECT_EQ(Values({Var("C", "<${B}>"), Var("B", "(${A})"), Var("A", "x")}),
            (Strings{"<(x)>", "(x)", "x"}));
}

TEST(InterpolateEnv, KeepsUnknownNamesAndOtherText) {
  EXPECT_EQ(Values({Var("A", "${OTHER} $B ${ ${} ${A"), Var("B", "2")}),
            (Strings{"${OTHER} $B ${ ${} ${A", "2"}));
}

TEST(InterpolateEnv, KeepsReferencesToVariablesWithValueFrom) {
  EnvVar secret{.name = "SECRET", .value_from = {"{}"}};
  EXPECT_EQ(Values({secret, Var("A", "${SECRET}")}), (Strings{"", "${SECRET}"}));
}

TEST(InterpolateEnv, KeepsCyclesAndTheirDependents) {
  EXPECT_EQ(Values({Var("A", "${B}"), Var("B", "${A}"), Var("C", "${A}"), Var("D", "${D}")}),
            (Strings{"${B}", "${A}", "${A}", "${D}"}));
}

TEST(InterpolateEnv, NamesVariablesThatWouldBeTooLong) {
  const auto repeated = [](const std::string& name) {
    std::string value;
    for (int i = 0; i < 20; ++i) {
      value += "${" + name + "}";
    }
    return value;
  };
  const std::vector<EnvVar> env{Var("A", std::string(100, 'x')), Var("B", repeated("A")),
                                Var("C", repeated("B")), Var("D", "${C}"), Var("E", "${E}")};
  EXPECT_EQ(OverlongEnv(env), Strings{"C"});
  EXPECT_EQ(OverlongEnv({env[0], env[1]}), Strings{});
}

TEST(InterpolateEnv, LimitsTheLengthOfValues) {
  std::vector<EnvVar> env{Var("V0", std::string(1000, 'x'))};
  for (int i = 1; i < 64; ++i) {
    const std::string last = "${V" + std::to_string(i - 1) + "}";
    env.push_back(Var("V" + std::to_string(i), last + last));
  }
  const Strings values = Values(env);
  EXPECT_EQ(values[5].size(), 32'000U);
  EXPECT_EQ(values[6], "${V5}${V5}");
  for (const std::string& value : values) {
    EXPECT_LE(value.size(), static_cast<std::size_t>(kLongestEnvValue));
  }
}

}  // namespace
}  // namespace executioner::domain
