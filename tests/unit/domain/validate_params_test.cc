#include <gtest/gtest.h>

#include "controller/domain/value_text.h"
#include "tests/unit/domain/validate_fixture.h"

namespace executioner::domain {
namespace {

Strings ComplaintsOf(std::vector<Param> params) {
  WorkflowSpec spec = Good();
  spec.params = std::move(params);
  return ComplaintsOf(spec);
}

/// The only complaint, without "spec.params[0]".
std::string OnlyComplaint(Param param) {
  const Strings complaints = ComplaintsOf({std::move(param)});
  const std::string prefix = "spec.params[0]";
  return complaints.size() == 1 && complaints[0].starts_with(prefix)
             ? complaints[0].substr(prefix.size())
             : std::to_string(complaints.size()) + " complaints";
}

const RawJson kKey{R"({"name":"s","key":"k"})"};

TEST(ValidateParams, AcceptsEachType) {
  using enum ValueType;
  EXPECT_EQ(ComplaintsOf({{.name = "a", .value = {R"("")"}},
                          {.name = "B_1", .type = kInteger, .value = {"1"}, .allowed = {"[1,2]"}},
                          {.name = "_c", .type = kNumber, .value = {"1.5"}},
                          {.name = "d", .type = kBoolean, .value = {"false"}},
                          {.name = "e", .type = kList, .value = {"[]"}},
                          {.name = "f", .type = kObject, .value = {"{}"}},
                          {.name = "g", .secret_key_ref = kKey},
                          {.name = "h", .config_map_key_ref = kKey}}),
            Strings{});
}

TEST(ValidateParams, RequiresAValueOfItsType) {
  EXPECT_EQ(OnlyComplaint({.name = "rows"}),
            ".value: is missing: give a value here or pass -p rows=VALUE");
  EXPECT_EQ(OnlyComplaint({.name = "rows", .value = {"7"}}),
            ".value: 7 is not of type String, the type of param 'rows'");
  EXPECT_EQ(OnlyComplaint({.name = "rows", .type = ValueType::kInteger, .value = {R"("7")"}}),
            R"(.value: "7" is not of type Integer)");
}

TEST(ValidateParams, LimitsValues) {
  const std::string large = '"' + std::string(kLargestValue, 'x') + '"';
  EXPECT_EQ(OnlyComplaint({.name = "a", .value = {large}}),
            ".value: has 65538 bytes; allowed: at most 65536: hand large data on in a file");
  EXPECT_EQ(OnlyComplaint({.name = "a", .value = {R"("a\u0000")"}}),
            ".value: has a NUL byte in it, which no process can be given");
  EXPECT_EQ(ComplaintsOf(std::vector<Param>(257, {.name = "a", .value = {"\"\""}})).front(),
            "spec.params: has 257 entries; allowed: at most 256");
}

TEST(ValidateParams, ChecksEnum) {
  EXPECT_EQ(OnlyComplaint({.name = "a", .value = {R"("x")"}, .allowed = {R"(["y","z"])"}}),
            R"(.value: "x" is not one of enum, ["y","z"])");
  EXPECT_EQ(OnlyComplaint({.name = "a", .value = {R"("y")"}, .allowed = {R"(["y",1])"}}),
            ".enum[1]: 1 is not of type String, the type of param 'a'");
}

TEST(ValidateParams, ChecksNames) {
  for (const char* name : {"a-b", "1a", "a.b", "\xC3\xA9"}) {
    EXPECT_EQ(OnlyComplaint({.name = name, .value = {"\"\""}}),
              ".name: '" + std::string(name) +
                  "' is not a name: letters, digits and '_', beginning with a letter or '_'");
  }
  EXPECT_EQ(ComplaintsOf({{.name = "a", .value = {"\"\""}}, {.name = "a", .value = {"\"\""}}}),
            Strings{"spec.params[1].name: param 'a' is given twice"});
}

TEST(ValidateParams, TakesHiddenValuesFromOnePlace) {
  EXPECT_EQ(OnlyComplaint({.name = "a", .value = {"\"\""}, .secret_key_ref = kKey}),
            ".value: may not be given together with secretKeyRef: keep one of the two");
  EXPECT_EQ(OnlyComplaint({.name = "a", .secret_key_ref = kKey, .config_map_key_ref = kKey}),
            ".configMapKeyRef: may not be given together with secretKeyRef: keep one of the two");
  EXPECT_EQ(OnlyComplaint({.name = "a", .type = ValueType::kInteger, .config_map_key_ref = kKey}),
            ".type: needs a value that can be read, and configMapKeyRef is read by the kubelet "
            "only: leave it out");
}

TEST(ValidateWith, ChecksNamesAndValues) {
  JobTemplate work = GoodWork();
  work.env = {{.name = "A", .value = "1"}};
  work.with = {{"A", "2"}, {"EXECUTIONER_X", ""}, {"N=", ""}, {"V", "$(params.x)"}};
  const Strings complaints = ComplaintsOf(work);
  ASSERT_EQ(complaints.size(), 4U);
  EXPECT_EQ(complaints[0],
            "spec.jobs[0].with.EXECUTIONER_X: 'EXECUTIONER_X': names that begin with EXECUTIONER_ "
            "are reserved; choose another name");
  EXPECT_EQ(complaints[1], "spec.jobs[0].with[N=]: may not contain '='");
  EXPECT_TRUE(complaints[2].starts_with("spec.jobs[0].with.V: '$(params.x)' is a reference"));
  EXPECT_EQ(complaints[3], "spec.jobs[0].with.A: variable 'A' is in env too: keep one of the two");
}

TEST(ValidateWith, IsApartFromEnvOfDefaults) {
  WorkflowSpec spec = Good();
  spec.defaults.env = {{.name = "A", .value = "1"}};
  spec.defaults.with = {{"B", "2"}};
  spec.jobs[0].work.with = {{"A", "3"}, {"B", "4"}};
  spec.jobs[0].work.env = {{.name = "B", .value = "5"}};
  const Strings complaints = ComplaintsOf(spec);
  EXPECT_EQ(complaints,
            (Strings{"spec.jobs[0].with.B: variable 'B' is in env too: keep one of the two",
                     "spec.jobs[0].with.A: variable 'A' is in env of spec.defaults too: keep one "
                     "of the two",
                     "spec.jobs[0].env[0].name: variable 'B' is in with of spec.defaults too: keep "
                     "one of the two"}));
}

}  // namespace
}  // namespace executioner::domain
