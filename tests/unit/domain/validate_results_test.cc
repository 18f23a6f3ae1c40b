#include <gtest/gtest.h>

#include "tests/unit/domain/validate_fixture.h"

namespace executioner::domain {
namespace {

Strings Checked(std::vector<ResultSpec> results) {
  JobTemplate work = GoodWork();
  work.results = std::move(results);
  return ComplaintsOf(work);
}

Strings Checked(const std::string& otherwise, ValueType type) {
  return Checked({{.name = "rows", .type = type, .otherwise = {otherwise}}});
}

Strings At(const std::string& below) {
  return {"spec.jobs[0].results" + below};
}

TEST(ValidateResults, AcceptsEachSourceAndType) {
  EXPECT_EQ(Checked({{.name = "rows"},
                     {.name = "_1", .from = {.source = ResultSource::kStdout}},
                     {.name = "Z", .from = {.source = ResultSource::kFile, .file = "out/z"}}}),
            Strings{});
  EXPECT_EQ(Checked(R"("")", ValueType::kString), Strings{});
  EXPECT_EQ(Checked("-3", ValueType::kInteger), Strings{});
  EXPECT_EQ(Checked("1.5", ValueType::kNumber), Strings{});
  EXPECT_EQ(Checked("false", ValueType::kBoolean), Strings{});
  EXPECT_EQ(Checked("[]", ValueType::kList), Strings{});
  EXPECT_EQ(Checked("{}", ValueType::kObject), Strings{});
}

TEST(ValidateResults, RejectsBadNames) {
  EXPECT_EQ(Checked({{.name = ""}}), At("[0].name: is empty"));
  for (const std::string name : {"a-b", "1a", "a.b"}) {
    EXPECT_EQ(Checked({{.name = name}}),
              At("[0].name: '" + name +
                 "' is not a name: use letters, digits and '_', and begin with a letter or '_'"));
  }
  EXPECT_EQ(Checked({{.name = "a"}, {.name = "a"}}), At("[1].name: result 'a' is given twice"));
}

TEST(ValidateResults, RejectsDefaultsOfAnotherType) {
  EXPECT_EQ(Checked("3", ValueType::kString), At("[0].default: must be of type String"));
  EXPECT_EQ(Checked(R"("3")", ValueType::kInteger), At("[0].default: must be of type Integer"));
  EXPECT_EQ(Checked("1.5", ValueType::kInteger), At("[0].default: must be of type Integer"));
  EXPECT_EQ(Checked("[]", ValueType::kObject), At("[0].default: must be of type Object"));
  EXPECT_EQ(Checked("\"" + std::string(2999, 'x') + "\"", ValueType::kString),
            At("[0].default: takes 3001 bytes, more than 3000"));
}

TEST(ValidateResults, RejectsTooManyAndEmptyPaths) {
  std::vector<ResultSpec> many;
  for (int i = 0; i < 65; ++i) {
    many.push_back({.name = "r" + std::to_string(i)});
  }
  EXPECT_EQ(Checked(many), At(": has 65 entries; allowed: at most 64"));
  EXPECT_EQ(Checked({{.name = "a", .from = {.source = ResultSource::kFile}}}),
            At("[0].from.file: is empty"));
}

TEST(ValidateResults, RejectsThemForTheEntrypointOfAnImage) {
  JobTemplate work = GoodWork();
  work.command.reset();
  work.results = std::vector<ResultSpec>{{.name = "a"}};
  EXPECT_EQ(ComplaintsOf(work),
            At(": needs command or script: without them the entrypoint of the image runs, and "
               "nothing watches over it"));
}

}  // namespace
}  // namespace executioner::domain
