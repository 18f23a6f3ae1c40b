#include "controller/domain/references.h"

#include <gtest/gtest.h>

namespace executioner::domain {
namespace {

/// A run whose namespace is full of what references, escapes and variables look like.
Values Hostile() {
  return {.workflow = "etl", .ns = "$(workflow.name) $$ $$(", .uid = ""};
}

std::string Replaced(std::string_view text) {
  return Substitute(text, Hostile());
}

std::string Escaped(std::string_view text) {
  return SubstituteEscaped(text, Hostile());
}

std::vector<std::string> Paths(std::string_view text) {
  std::vector<std::string> paths;
  for (const Reference& reference : FindReferences(text)) {
    paths.push_back(reference.path);
  }
  return paths;
}

using Strings = std::vector<std::string>;

TEST(FindReferences, ReturnsPathAndOffset) {
  EXPECT_EQ(FindReferences("of $(workflow.name)/$(job.attempt)"),
            (std::vector<Reference>{{"workflow.name", 3}, {"job.attempt", 20}}));
}

TEST(FindReferences, KnowsAllRoots) {
  EXPECT_EQ(
      Paths("$(params.a)$(jobs.load-data.results.rows)$(item)$(item.key)$(index)$(job.x)"),
      (Strings{"params.a", "jobs.load-data.results.rows", "item", "item.key", "index", "job.x"}));
}

TEST(FindReferences, IgnoresOtherText) {
  for (const char* text :
       {"$(date)", "$(jobs)", "$(jobs -p)", "$(workflow)", "$(index.x)", "$(workflow.)",
        "$(workflow..name)", "$(workflow.name", "$(workflow.name $(", "$(workflow.na me)",
        "$( workflow.name)", "$workflow.name", "$()", "$", "$(items.x)", "${workflow.name}",
        "$(workflow.name\n)", ""}) {
    EXPECT_TRUE(FindReferences(text).empty()) << text;
  }
}

TEST(FindReferences, FindsAReferenceWithinOtherText) {
  EXPECT_EQ(Paths("$(echo $(workflow.name))"), Strings{"workflow.name"});
  EXPECT_EQ(Paths("$(workflow.$(workflow.run))"), Strings{"workflow.run"});
}

TEST(FindReferences, IgnoresEscapedReferences) {
  EXPECT_TRUE(FindReferences("$$(workflow.name)").empty());
}

TEST(Substitute, ReplacesEachReferenceThatExists) {
  const Values values{.workflow = "etl", .ns = "team-a", .uid = "6f1c", .run = 7, .attempt = 3};
  EXPECT_EQ(Substitute("$(workflow.name) $(workflow.namespace) $(workflow.uid) $(workflow.run) "
                       "$(job.attempt)",
                       values),
            "etl team-a 6f1c 7 3");
}

TEST(Substitute, UnescapesToALiteral) {
  EXPECT_EQ(Replaced("$$(workflow.name)"), "$(workflow.name)");
  EXPECT_EQ(Replaced("$$$(x)"), "$$(x)");
}

TEST(Substitute, NeverExpandsAValue) {
  EXPECT_EQ(Replaced("<$(workflow.namespace)>"), "<$(workflow.name) $$ $$(>");
}

TEST(Substitute, KeepsUnknownReferences) {
  EXPECT_EQ(Replaced("a $(OTHER) $(params.y) $$ $"), "a $(OTHER) $(params.y) $$ $");
}

TEST(Substitute, TakesAnEmptyValue) {
  EXPECT_EQ(Replaced("<$(workflow.uid)>"), "<>");
}

TEST(Substitute, OfEmptyTextIsEmpty) {
  EXPECT_EQ(Replaced(""), "");
}

TEST(SubstituteEscaped, EscapesValuesAndLeavesLiteralText) {
  EXPECT_EQ(Escaped("$(HOME) $$ <$(workflow.namespace)> $(params.y) $"),
            "$(HOME) $$ <$$(workflow.name) $$$$ $$$$(> $(params.y) $");
  EXPECT_EQ(Escaped("of $(workflow.name)!"), "of etl!");
}

TEST(SubstituteEscaped, KeepsAnEscape) {
  EXPECT_EQ(Escaped("$$(workflow.name)"), "$$(workflow.name)");
  EXPECT_EQ(Escaped("$$$(x)"), "$$$(x)");
}

TEST(KnownReferences, HaveTheFormOfReferences) {
  for (const KnownReference& known : KnownReferences()) {
    EXPECT_EQ(Paths("$(" + std::string(known.path) + ")"), Strings{std::string(known.path)});
    EXPECT_FALSE(known.meaning.empty()) << known.path;
  }
}

}  // namespace
}  // namespace executioner::domain
