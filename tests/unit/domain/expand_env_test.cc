// $(NAME) as core/v1 means it; the first table is that of k8s.io/kubernetes
// third_party/forked/golang/expansion.
#include "controller/domain/expand_env.h"

#include <gtest/gtest.h>

namespace executioner::domain {
namespace {

struct Case {
  const char* text;
  const char* expanded;
};

class Expansion : public ::testing::TestWithParam<Case> {};

TEST_P(Expansion, MatchesTheKubelet) {
  const Environment variables{
      {"VAR_A", "A"}, {"VAR_B", "B"}, {"VAR_REF", "$(VAR_A)"}, {"VAR_EMPTY", ""}};
  EXPECT_EQ(ExpandVariables(GetParam().text, variables), GetParam().expanded);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Expansion,
    ::testing::Values(Case{"$(VAR_A)", "A"}, Case{"___$(VAR_B)___", "___B___"},
                      Case{"$(VAR_A)$(VAR_B)", "AB"}, Case{"$$(VAR_B)_$(VAR_A)", "$(VAR_B)_A"},
                      Case{"f000-$$VAR_A", "f000-$VAR_A"},
                      Case{"foo\\$(VAR_C)bar", "foo\\$(VAR_C)bar"}, Case{"foo$$$(VAR_A)", "foo$A"},
                      Case{"$$$$$$$(VAR_A)", "$$$A"}, Case{"$$$$$$(VAR_A)", "$$$(VAR_A)"},
                      Case{"$(VAR_A$(VAR_B)", "$(VAR_A$(VAR_B)"}, Case{"$VAR_A", "$VAR_A"},
                      Case{"$", "$"}, Case{"$$", "$"}, Case{"a$", "a$"}, Case{"$(", "$("},
                      Case{"$()", "$()"}, Case{"$(VAR_A", "$(VAR_A"}, Case{"$($$", "$($"},
                      Case{"$(VAR_REF)", "$(VAR_A)"}, Case{"-$(VAR_EMPTY)-", "--"}, Case{"", ""},
                      Case{"$( VAR_A)", "$( VAR_A)"}, Case{"\n$(VAR_A)\n", "\nA\n"}));

Environment Added(const std::vector<EnvVar>& variables) {
  Environment environment{{"HOME", "/srv"}};
  AddVariables(variables, environment);
  return environment;
}

TEST(AddVariables, LetsALaterVariableUseAnEarlierOneButNotTheReverse) {
  const Environment environment = Added({{.name = "A", .value = "$(B)"},
                                         {.name = "B", .value = "$(HOME)/b"},
                                         {.name = "C", .value = "$(B)/c"}});
  EXPECT_EQ(environment.at("A"), "$(B)");
  EXPECT_EQ(environment.at("B"), "/srv/b");
  EXPECT_EQ(environment.at("C"), "/srv/b/c");
}

TEST(AddVariables, ReplacesInheritedVariablesAndMayUseTheirValues) {
  EXPECT_EQ(Added({{.name = "HOME", .value = "$(HOME)/x"}}).at("HOME"), "/srv/x");
}

TEST(AddVariables, PassesOnEscapedText) {
  EXPECT_EQ(Added({{.name = "A", .value = EscapeDollars("$(HOME) $$ $") + " $(HOME)"}}).at("A"),
            "$(HOME) $$ $ /srv");
}

TEST(AddVariables, OmitsVariablesThatOnlyAClusterHas) {
  EXPECT_EQ(Added({{.name = "A", .value_from = {R"({"secretKeyRef":{}})"}}}).count("A"), 0U);
}

}  // namespace
}  // namespace executioner::domain
