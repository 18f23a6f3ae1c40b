// Results: how a job hands values on.
#include <string>

#include <gtest/gtest.h>

#include "runner/contract/exit_codes.h"
#include "tests/integration/runner/runner_process.h"

namespace executioner::runner::testing {
namespace {

using nlohmann::json;

/// Runs a script that may write the results `text` (String), `rows` (Integer), `list` (List).
Answer Write(const std::string& script, const json& more = json::object()) {
  Start start = Script(script, {{"results",
                                 {{{"name", "text"}},
                                  {{"name", "rows"}, {"type", "Integer"}},
                                  {{"name", "list"}, {"type", "List"}}}}});
  start.spec.update(more);
  return RunToEnd(start);
}

void ExpectInvalid(const Answer& answer, const std::string& message) {
  EXPECT_EQ(answer.exit_code, kExitInvalidResults);
  EXPECT_EQ(answer.Reason(), "InvalidResults");
  EXPECT_EQ(answer.Message(), message);
  EXPECT_FALSE(answer.words.contains("results"));
}

TEST(Results, AreLinesOfAFile) {
  const Answer answer =
      Write("echo rows=42 >>$EXECUTIONER_RESULTS; echo 'text=a=\"b\" ü' >>$EXECUTIONER_RESULTS");
  EXPECT_EQ(answer.Reason(), "Completed");
  EXPECT_EQ(answer.words["results"], (json{{"rows", "42"}, {"text", "a=\"b\" ü"}}));
}

TEST(Results, OfSeveralLinesAreFilesOfAFolder) {
  const Answer answer = Write(
      "printf 'one\\ntwo\\n' >$EXECUTIONER_RESULTS.d/text; echo '[1, \"x\"]' "
      ">$EXECUTIONER_RESULTS.d/list");
  EXPECT_EQ(answer.words["results"], (json{{"text", "one\ntwo"}, {"list", "[1, \"x\"]"}}));
}

TEST(Results, WrittenTwiceHaveTheLastValueAndTheFolderWins) {
  EXPECT_EQ(Write("printf 'rows=1\\n\\nrows=2' >$EXECUTIONER_RESULTS").words["results"]["rows"],
            "2");
  EXPECT_EQ(Write("echo rows=1 >$EXECUTIONER_RESULTS; echo 3 >$EXECUTIONER_RESULTS.d/rows")
                .words["results"]["rows"],
            "3");
}

TEST(Results, CanBeEmptyOrMissing) {
  EXPECT_EQ(Write("echo text= >>$EXECUTIONER_RESULTS").words["results"], (json{{"text", ""}}));
  EXPECT_EQ(Write(": >$EXECUTIONER_RESULTS.d/text").words["results"], (json{{"text", ""}}));
  const Answer none = Write("rm -r $EXECUTIONER_RESULTS $EXECUTIONER_RESULTS.d");
  EXPECT_EQ(none.Reason(), "Completed");
  EXPECT_FALSE(none.words.contains("results"));
}

TEST(Results, ThatAreNotDeclaredAreRejected) {
  ExpectInvalid(Write("echo rosw=1 >>$EXECUTIONER_RESULTS"), "result 'rosw' is not declared");
  ExpectInvalid(Write(": >$EXECUTIONER_RESULTS.d/other"), "result 'other' is not declared");
}

TEST(Results, OfAWrongTypeAreRejected) {
  ExpectInvalid(Write("echo rows=many >>$EXECUTIONER_RESULTS"), "result 'rows' is not an Integer");
  ExpectInvalid(Write("echo list=1,2 >>$EXECUTIONER_RESULTS"),
                "result 'list' is not a List (as JSON)");
  ExpectInvalid(Write("printf 'a\\000b' >$EXECUTIONER_RESULTS.d/text"),
                "result 'text' has a NUL byte");
  ExpectInvalid(Write("printf 'text=\\377' >$EXECUTIONER_RESULTS"), "result 'text' is not UTF-8");
  ExpectInvalid(Write("mkdir $EXECUTIONER_RESULTS.d/text"), "result 'text' is not a regular file");
}

TEST(Results, WithoutANameAreRejected) {
  ExpectInvalid(Write("printf 'rows=1\\noops\\n' >$EXECUTIONER_RESULTS"),
                "line 2 of the results file is not NAME=VALUE: oops");
}

TEST(Results, HaveAtMost3000Bytes) {
  const std::string fill = "printf 'text=%02996d' 0 >$EXECUTIONER_RESULTS";
  EXPECT_EQ(Write(fill).words["results"]["text"].get<std::string>().size(), 2996U);
  ExpectInvalid(Write("printf 'text=%02997d' 0 >$EXECUTIONER_RESULTS"),
                "names and values of the results take 3001 bytes, more than 3000");
  ExpectInvalid(Write("seq 1 1000 >$EXECUTIONER_RESULTS.d/text"),
                "result 'text' takes 3893 bytes, more than 3000");
  ExpectInvalid(Write("yes rows=1 | head -c 70000 >$EXECUTIONER_RESULTS"),
                "the results file takes 70000 bytes, more than 65536");
}

TEST(Results, MustFitIntoTheTerminationMessageAsJson) {
  ExpectInvalid(Write("printf '\\001%.0s' $(seq 1 600) >$EXECUTIONER_RESULTS.d/text"),
                "the results take 3610 bytes as JSON, more than this container's share of the "
                "pod's termination messages "
                "leaves: 3584");
  ExpectInvalid(Write("echo rows=1 >$EXECUTIONER_RESULTS", {{"messageBytes", 256}}),
                "the results take 11 bytes as JSON, more than this container's share of the pod's "
                "termination messages "
                "leaves: 0");
}

/// Runs a script with one result, named `it`.
Answer From(const std::string& script, const json& result) {
  json declared = result;
  declared["name"] = "it";
  return RunToEnd(Script(script, {{"results", {declared}}}));
}

TEST(Results, AreTheStdoutOfTheCommand) {
  for (const int tail_bytes : {0, 512}) {
    Start start =
        Script("echo seen >&2; printf 'a \"b\"\n\303\274\n\n'",
               {{"results", {{{"name", "it"}, {"from", "Stdout"}}}}, {"tailBytes", tail_bytes}});
    const Answer answer = RunToEnd(start);
    EXPECT_EQ(answer.words["results"], (json{{"it", "a \"b\"\nü\n"}}));
    EXPECT_EQ(answer.output, "a \"b\"\nü\n\n");  // the log has it too, unchanged
    EXPECT_EQ(answer.error, "seen\n");
  }
  EXPECT_EQ(From("true", {{"from", "Stdout"}}).words["results"], (json{{"it", ""}}));
  EXPECT_EQ(From("echo '{\"a\": [1]}'", {{"from", "Stdout"}, {"type", "Object"}}).words["results"],
            (json{{"it", "{\"a\": [1]}"}}));
}

TEST(Results, FromStdoutAreBounded) {
  EXPECT_EQ(From("printf '%02998d\n' 0", {{"from", "Stdout"}}).Reason(), "Completed");
  ExpectInvalid(From("printf '%03001d' 0", {{"from", "Stdout"}}),
                "result 'it' (stdout) takes 3001 bytes, more than 3000");
  const Answer large = From("yes | head -c 5000000", {{"from", "Stdout"}});
  ExpectInvalid(large, "result 'it' (stdout) takes 5000000 bytes, more than 3000");
  EXPECT_EQ(large.output.size(), 5'000'000U);
  ExpectInvalid(From("echo many", {{"from", "Stdout"}, {"type", "Integer"}}),
                "result 'it' is not an Integer");
}

TEST(Results, AreFilesThatTheSpecNames) {
  const TemporaryFolder folder;
  const json source = {{"from", {{"file", folder.Path("it")}}}};
  EXPECT_EQ(From("printf 'one\ntwo\n' >" + folder.Path("it"), source).words["results"],
            (json{{"it", "one\ntwo"}}));
  ExpectInvalid(From("seq 1 1000 >" + folder.Path("it"), source),
                "result 'it' (" + folder.Path("it") + ") takes 3893 bytes, more than 3000");
  ExpectInvalid(From("rm " + folder.Path("it") + "; mkdir " + folder.Path("it"), source),
                "result 'it' (" + folder.Path("it") + ") is not a regular file");
  const Answer none = From("true", {{"from", {{"file", folder.Path("none")}}}});
  EXPECT_EQ(none.Reason(), "Completed");
  EXPECT_FALSE(none.words.contains("results"));
}

TEST(Results, WithASourceNeedNoPlaceAndHaveNoOther) {
  Start start =
      Script("echo $EXECUTIONER_RESULTS", {{"results", {{{"name", "it"}, {"from", "Stdout"}}}}});
  EXPECT_EQ(RunToEnd(start).words["results"]["it"], "");
  ExpectInvalid(
      RunToEnd(Script("echo it=1 >>$EXECUTIONER_RESULTS",
                      {{"results", {{{"name", "it"}, {"from", "Stdout"}}, {{"name", "x"}}}}})),
      "result 'it' has another source (from)");
}

TEST(Results, OfAFailedCommandAreKeptIfValid) {
  const Answer kept = Write("echo rows=1 >$EXECUTIONER_RESULTS; exit 3");
  EXPECT_EQ(kept.Reason(), "Failed");
  EXPECT_EQ(kept.words["results"]["rows"], "1");
  const Answer dropped = Write("echo rows=x >$EXECUTIONER_RESULTS; exit 3");
  EXPECT_EQ(dropped.Reason(), "Failed");
  EXPECT_FALSE(dropped.words.contains("results"));
}

TEST(Results, AreReadBeforeThePostChecks) {
  const json check = {
      {{"command", {{"command", {"sh", "-c", "echo rows=2 >$EXECUTIONER_RESULTS; false"}}}}}};
  const Answer answer = Write("echo rows=1 >$EXECUTIONER_RESULTS", {{"postChecks", check}});
  EXPECT_EQ(answer.Reason(), "PostCheckFailed");
  EXPECT_EQ(answer.words["results"]["rows"], "1");
}

TEST(Results, GoToTheGivenPlaceWhichStartsEmpty) {
  const TemporaryFolder folder;
  folder.Write("results", "old=1\n");
  std::filesystem::create_directory(folder.Path("results.d"));
  folder.Write("results.d/older", "1");
  Start start = Script("echo rows=5 >>$EXECUTIONER_RESULTS", {{"results", {{{"name", "rows"}}}}});
  start.variables["EXECUTIONER_RESULTS"] = folder.Path("results");
  EXPECT_EQ(RunToEnd(start).words["results"], (json{{"rows", "5"}}));
  EXPECT_EQ(ReadFile(folder.Path("results")), "rows=5\n");
}

TEST(Results, LeaveNoTemporaryFolderBehind) {
  const TemporaryFolder folder;
  Start start = Script(
      "echo 1 >$EXECUTIONER_RESULTS.d/rows; mkdir $EXECUTIONER_RESULTS.d/more; echo "
      "$EXECUTIONER_RESULTS",
      {{"results", {{{"name", "rows"}}}}});
  start.variables["TMPDIR"] = folder.Path();
  EXPECT_EQ(RunToEnd(start).output.substr(0, folder.Path().size()), folder.Path());
  EXPECT_TRUE(std::filesystem::is_empty(folder.Path()));
}

TEST(Results, WithoutAPlaceAreARunnerError) {
  Start start = Script("echo started", {{"results", {{{"name", "rows"}}}}});
  start.variables["EXECUTIONER_RESULTS"] = "/no/such/results";
  const Answer answer = RunToEnd(start);
  EXPECT_EQ(answer.output, "");
  EXPECT_EQ(answer.Reason(), "Error");
  EXPECT_EQ(answer.Message(),
            "EXECUTIONER_RESULTS: cannot create /no/such/results: No such file or directory");
}

TEST(Results, ThatAreNotDeclaredNeedNoPlace) {
  const Answer answer = RunToEnd(Script("echo ${EXECUTIONER_RESULTS-unset}"));
  EXPECT_EQ(answer.output, "unset\n");
}

}  // namespace
}  // namespace executioner::runner::testing
