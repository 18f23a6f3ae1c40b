#include "controller/domain/references.h"

#include <gtest/gtest.h>

#include "controller/domain/value_text.h"

namespace executioner::domain {
namespace {

/// A run whose namespace is full of what references, escapes and variables look like.
Values Hostile() {
  return {.workflow = "etl", .ns = "$(workflow.name) $$ $$(", .uid = ""};
}

std::string Replaced(std::string_view text) {
  const Values values = Hostile();
  return std::get<std::string>(Substitute(text, {.values = values}));
}

std::string Escaped(std::string_view text) {
  const Values values = Hostile();
  return std::get<std::string>(SubstituteEscaped(text, {.values = values}));
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
                       {.values = values}),
            Resolved("etl team-a 6f1c 7 3"));
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

TEST(FindReferences, TakesKeysInBrackets) {
  EXPECT_EQ(Paths(R"x($(workflow.labels["a.b/c d)"])$(params["x"].y))x"),
            (Strings{R"x(workflow.labels["a.b/c d)"])x", R"x(params["x"].y)x"}));
  for (const char* text :
       {"$(params[x])", R"x($(params["x))x", R"x($(params["x"))x", R"x($(params[""]))x",
        R"x($(params["a$b"]))x", "$(params[\"a\nb\"])", R"x($(params["a\"b"]))x"}) {
    EXPECT_TRUE(FindReferences(text).empty()) << text;
  }
}

TEST(WholeReference, IsNothingElse) {
  EXPECT_EQ(WholeReference("$(params.a)"), (Reference{"params.a", 0}));
  for (const char* text :
       {"", "$(params.a) ", " $(params.a)", "$$(params.a)", "$(date)", "$(params.a"}) {
    EXPECT_EQ(WholeReference(text), std::nullopt) << text;
  }
}

TEST(StepsOf, SplitsAPath) {
  EXPECT_EQ(StepsOf("workflow.labels[\"a.b/c\"].d"), (Steps{"workflow", "labels", "a.b/c", "d"}));
  EXPECT_EQ(StepsOf("index"), Steps{"index"});
}

/// Sources with params of each type, labels and results.
Resolved WithParams(std::string_view text) {
  static const Values kValues;
  static const std::vector<Param> kParams{
      {.name = "text", .value = {R"("$(params.n) \"é\"\n$$")"}},
      {.name = "n", .type = ValueType::kNumber, .value = {"0.10"}},
      {.name = "list", .type = ValueType::kList, .value = {R"(["a",1])"}},
      {.name = "job", .type = ValueType::kObject, .value = {R"({"id":{"x":"y"},"n":7})"}},
      {.name = "large", .value = {'"' + std::string(kLargestValue, 'x') + '"'}},
      {.name = "over", .value = {'"' + std::string(kLargestValue + 1, 'x') + '"'}},
      {.name = "nul", .value = {R"("a\u0000b")"}},
      {.name = "password", .secret_key_ref = {R"({"name":"s","key":"k"})"}}};
  static const Metadata kMetadata{.labels = {{"team", "a"}, {"a.b/c", "d"}},
                                  .annotations = {{"team", "b"}}};
  return Substitute(
      text, {.values = kValues,
             .params = kParams,
             .metadata = &kMetadata,
             .jobs = [](std::span<const std::string> steps) -> std::optional<Resolved> {
               return steps.front() == "load" ? std::optional<Resolved>("rows") : std::nullopt;
             }});
}

TEST(Substitute, ReplacesParamsByTheirText) {
  EXPECT_EQ(WithParams("<$(params.text)>"), Resolved("<$(params.n) \"é\"\n$$>"));
  EXPECT_EQ(WithParams("$(params.n) $(params.list)"), Resolved(R"(0.10 ["a",1])"));
  EXPECT_EQ(WithParams(R"x($(params.job) $(params.job.id.x) $(params.job["n"]))x"),
            Resolved(R"({"id":{"x":"y"},"n":7} y 7)"));
}

TEST(Substitute, ReplacesLabelsAnnotationsAndJobs) {
  EXPECT_EQ(WithParams(R"x($(workflow.labels.team)$(workflow.labels["a.b/c"]))x"), Resolved("ad"));
  EXPECT_EQ(WithParams("$(workflow.annotations.team)"), Resolved("b"));
  EXPECT_EQ(WithParams("$(jobs.load.results.x) $(jobs.none.results.x)"),
            Resolved("rows $(jobs.none.results.x)"));
}

Reason ReasonOf(const Resolved& resolved) {
  const auto* const refusal = std::get_if<Refusal>(&resolved);
  return refusal == nullptr ? Reason::kNone : refusal->reason;
}

TEST(Substitute, RefusesWhatHasNoValue) {
  EXPECT_EQ(ReasonOf(WithParams("$(params.job.x)")), Reason::kMissingResult);
  EXPECT_EQ(ReasonOf(WithParams("$(params.password)")), Reason::kInvalidSpec);
  EXPECT_EQ(ReasonOf(WithParams("$(params.nul)")), Reason::kInvalidSpec);
  EXPECT_EQ(ReasonOf(WithParams("$(workflow.labels.x)")), Reason::kInvalidSpec);
}

TEST(Substitute, LimitsValuesAndTexts) {
  EXPECT_EQ(ReasonOf(WithParams("$(params.large)")), Reason::kNone);
  EXPECT_EQ(ReasonOf(WithParams("$(params.over)")), Reason::kValueTooLarge);
  EXPECT_EQ(ReasonOf(WithParams("$(params.large)$(params.large)")), Reason::kValueTooLarge);
}

TEST(KnownReferences, HaveTheFormOfReferences) {
  for (const KnownReference& known : KnownReferences()) {
    EXPECT_EQ(Paths("$(" + std::string(known.path) + ")"), Strings{std::string(known.path)});
    EXPECT_FALSE(known.meaning.empty()) << known.path;
  }
}

}  // namespace
}  // namespace executioner::domain
