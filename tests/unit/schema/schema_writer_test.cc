#include "tools/schema/schema_writer.h"

#include <gtest/gtest.h>

#include "controller/base/error.h"
#include "controller/domain/workflow_fields.h"
#include "controller/manifest/json_text.h"

namespace executioner::schema {
namespace {

/// The schema of one field of a struct, as JSON.
template <class Struct>
std::string SchemaOf(const std::string& key) {
  Descriptions descriptions(EXECUTIONER_SOURCE_DIR);
  SchemaWriter writer(descriptions, /*has_defaults=*/true);
  const Struct value = {};
  Fields(writer, value);
  const Value schema = writer.Schema();
  return manifest::CanonicalJson(*schema.Find("properties")->Find(key));
}

template <class Struct>
Row RowOf(const std::string& key, bool has_defaults = true) {
  Descriptions descriptions(EXECUTIONER_SOURCE_DIR);
  SchemaWriter writer(descriptions, has_defaults);
  const Struct value = {};
  Fields(writer, value);
  const auto found = std::ranges::find(writer.Rows(), key, &Row::key);
  return found == writer.Rows().end() ? Row{} : *found;
}

TEST(SchemaWriter, BoundsNumbersAndShowsTheirDefault) {
  EXPECT_EQ(SchemaOf<domain::RetryPolicy>("limit"),
            R"({"description":"Number of further attempts after the first. Default: 0.",)"
            R"("format":"int32","maximum":1000,"minimum":0,"type":"integer"})");
}

TEST(SchemaWriter, ShowsTheDefaultOfTheDescriptionInstead) {
  EXPECT_EQ(RowOf<domain::RetryPolicy>("maxElapsedSeconds").default_text, "no limit");
  EXPECT_EQ(RowOf<domain::RetryPolicy>("maxElapsedSeconds").text,
            "No attempt starts later than this time after the first attempt began.");
}

TEST(SchemaWriter, ShowsNoDefaultsOfAStatus) {
  EXPECT_EQ(RowOf<domain::RetryPolicy>("limit").default_text, "`0`");
  EXPECT_EQ(RowOf<domain::RetryPolicy>("limit", /*has_defaults=*/false).default_text, "");
}

TEST(SchemaWriter, ListsTheWordsOfAnEnumAndStoresItsDefault) {
  EXPECT_EQ(SchemaOf<domain::PodRetention>("failed"),
            R"({"default":"Keep","description":"Pods that failed. Default: Keep.",)"
            R"("enum":["Keep","Delete"],"type":"string"})");
}

TEST(SchemaWriter, DescribesTheEntriesOfLists) {
  EXPECT_EQ(SchemaOf<domain::RetryRule>("exitCodes"),
            R"({"description":"Matches if the attempt ended with one of these exit codes.",)"
            R"("items":{"format":"int32","maximum":255,"minimum":1,"type":"integer"},)"
            R"("maxItems":255,"minItems":1,"type":"array","x-kubernetes-list-type":"set"})");
}

TEST(SchemaWriter, RequiresFieldsAndKeepsRules) {
  Descriptions descriptions(EXECUTIONER_SOURCE_DIR);
  SchemaWriter writer(descriptions, /*has_defaults=*/true);
  const domain::JobSpec job;
  Fields(writer, job);
  const Value schema = writer.Schema();
  EXPECT_EQ(manifest::CanonicalJson(*schema.Find("required")), R"(["name"])");
  EXPECT_EQ(schema.Find("x-kubernetes-validations")->Items()->size(), 1U);
}

TEST(SchemaWriter, ShowsMarkdownWithoutMarksInASchema) {
  const std::string schema = SchemaOf<domain::JobTemplate>("preChecks");
  EXPECT_NE(schema.find("\"Checks that must hold"), std::string::npos) << schema;
  EXPECT_NE(schema.find("ends as PreCheckFailed."), std::string::npos) << schema;
}

TEST(Descriptions, AskForTheCommentThatIsMissing) {
  Descriptions descriptions(EXECUTIONER_SOURCE_DIR);
  const domain::Field field{.key = "image", .file = "controller/domain/field.h", .line = 1};
  EXPECT_THROW(descriptions.Of(field), base::ConfigurationError);
}

TEST(SchemaWriter, DescribesAWordOrAnObject) {
  EXPECT_EQ(
      SchemaOf<domain::ResultSpec>("from"),
      R"({"anyOf":[{"enum":["Stdout"]},{"maxItems":0,"maxLength":0,"maxProperties":1,"maximum":0,)"
      R"("minItems":1,"minLength":1,"minimum":1,"not":{"enum":[true,false]},"required":["file"]}],)"
      R"("description":"Where the value comes from: Stdout, or {file: PATH}. Default: the job )"
      R"(writes it to $EXECUTIONER_RESULTS.","properties":{"file":{"description":"Path of the )"
      R"(file, absolute or relative to workingDir.","maxLength":1024,"minLength":1,)"
      R"("type":"string"}},"x-kubernetes-preserve-unknown-fields":true})");
}

}  // namespace
}  // namespace executioner::schema
