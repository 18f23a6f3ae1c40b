#include "controller/domain/references.h"

#include <gtest/gtest.h>

namespace executioner::domain {
namespace {

std::optional<std::string> Known(std::string_view path) {
  if (path == "workflow.name") {
    return "etl";
  }
  if (path == "params.x") {
    return "$(workflow.name) $$ $$(";
  }
  return std::nullopt;
}

std::string Replaced(std::string_view text) {
  return Join(Substitute(text, Known));
}

std::vector<std::string> Paths(std::string_view text) {
  std::vector<std::string> paths;
  for (const Reference& reference : FindReferences(text)) {
    paths.push_back(reference.path);
  }
  return paths;
}

using Strings = std::vector<std::string>;

TEST(FindReferences, TellsPathAndPlace) {
  EXPECT_EQ(FindReferences("of $(workflow.name)/$(job.attempt)"),
            (std::vector<Reference>{{"workflow.name", 3}, {"job.attempt", 20}}));
}

TEST(FindReferences, KnowsAllRoots) {
  EXPECT_EQ(
      Paths("$(params.a)$(jobs.load-data.results.rows)$(item)$(item.key)$(index)$(job.x)"),
      (Strings{"params.a", "jobs.load-data.results.rows", "item", "item.key", "index", "job.x"}));
}

TEST(FindReferences, LeavesOtherTextAlone) {
  for (const char* text :
       {"$(date)", "$(jobs)", "$(jobs -p)", "$(workflow)", "$(index.x)", "$(workflow.)",
        "$(workflow..name)", "$(workflow.name", "$(workflow.name $(", "$(workflow.na me)",
        "$( workflow.name)", "$workflow.name", "$()", "$", "$(items.x)", "${workflow.name}",
        "$(workflow.name\n)", ""}) {
    EXPECT_TRUE(FindReferences(text).empty()) << text;
  }
}

TEST(FindReferences, SeesOneInsideOtherText) {
  EXPECT_EQ(Paths("$(echo $(workflow.name))"), Strings{"workflow.name"});
  EXPECT_EQ(Paths("$(workflow.$(workflow.run))"), Strings{"workflow.run"});
}

TEST(FindReferences, SkipsEscapedOnes) {
  EXPECT_TRUE(FindReferences("$$(workflow.name)").empty());
}

TEST(Substitute, KeepsLiteralAndSubstitutedPiecesApart) {
  EXPECT_EQ(Substitute("of $(workflow.name)!", Known),
            (std::vector<Piece>{{"of "}, {"etl", true}, {"!"}}));
}

TEST(Substitute, WritesALiteralForAnEscape) {
  EXPECT_EQ(Substitute("$$(workflow.name)", Known),
            (std::vector<Piece>{{"$(", true}, {"workflow.name)"}}));
  EXPECT_EQ(Replaced("$$$(x)"), "$$(x)");
}

TEST(Substitute, NeverLooksIntoAValue) {
  EXPECT_EQ(Replaced("<$(params.x)>"), "<$(workflow.name) $$ $$(>");
}

TEST(Substitute, LeavesWhatItDoesNotKnow) {
  EXPECT_EQ(Substitute("a $(OTHER) $(params.y) $$ $", Known),
            (std::vector<Piece>{{"a $(OTHER) $(params.y) $$ $"}}));
}

TEST(Substitute, KeepsAnEmptyValueAsAPiece) {
  const auto pieces = Substitute("$(workflow.name)", [](std::string_view) { return ""; });
  EXPECT_EQ(pieces, (std::vector<Piece>{{"", true}}));
}

TEST(Substitute, OfNothingIsNothing) {
  EXPECT_TRUE(Substitute("", Known).empty());
}

}  // namespace
}  // namespace executioner::domain
