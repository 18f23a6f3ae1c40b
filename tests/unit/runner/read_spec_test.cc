#include "runner/read_spec.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace executioner::runner {
namespace {

/// Reads a spec and says what is wrong with it; empty when nothing is.
std::string ErrorOf(std::string json) {
  Spec spec;
  Text error;
  const bool good = ReadSpec(json.data(), &spec, &error);
  EXPECT_EQ(good, error.Size() == 0);
  return error.String();
}

/// A spec with `more` keys after the two that are required.
std::string With(const std::string& more) {
  return R"({"v":1,"command":["true"],)" + more + "}";
}

TEST(ReadSpec, ReadsEveryKey) {
  std::string json =
      R"( {"v": 1, "command": ["a", "", "b\u00fc\ud83d\ude00\n\"\\\/"], "workingDir": "/x", "timeoutSeconds": 30,
    "graceSeconds": 0, "tailBytes": 0, "messageBytes": 3072,
    "preChecks": [{"fileExists": {"path": "/p"}}, {"filesLack": {"glob": "*", "pattern": "x", "requireMatch": false}}],
    "postChecks": [{"command": {"command": ["c", "d"], "timeoutSeconds": 5}}],
    "results": [{"name": "rows", "type": "Integer"}, {"name": "text"},
                {"name": "all", "type": "Object", "from": "Stdout"},
                {"from": {"file": "out/b"}, "name": "b"}]} )";
  Spec spec;
  Text error;
  ASSERT_TRUE(ReadSpec(json.data(), &spec, &error)) << error.String();
  ASSERT_EQ(spec.command.Size(), 4U);
  EXPECT_STREQ(spec.command[1], "");
  EXPECT_STREQ(spec.command[2], "bü😀\n\"\\/");
  EXPECT_EQ(spec.command[3], nullptr);
  EXPECT_STREQ(spec.working_dir, "/x");
  EXPECT_EQ(spec.timeout_seconds, 30);
  EXPECT_EQ(spec.grace_seconds, 0);
  EXPECT_EQ(spec.tail_bytes, 0);
  EXPECT_EQ(spec.message_bytes, 3072);
  ASSERT_EQ(spec.pre_checks.Size(), 2U);
  EXPECT_STREQ(spec.pre_checks[0].path, "/p");
  EXPECT_EQ(spec.pre_checks[1].type, CheckType::kFilesLack);
  EXPECT_FALSE(spec.pre_checks[1].require_match);
  ASSERT_EQ(spec.post_checks.Size(), 1U);
  EXPECT_STREQ(spec.post_checks[0].command[1], "d");
  EXPECT_EQ(spec.post_checks[0].timeout_seconds, 5);
  ASSERT_EQ(spec.results.Size(), 4U);
  EXPECT_EQ(spec.results[0].type, ResultType::kInteger);
  EXPECT_EQ(spec.results[1].type, ResultType::kString);
  EXPECT_EQ(spec.results[1].source, ResultSource::kResultsFile);
  EXPECT_EQ(spec.results[2].type, ResultType::kObject);
  EXPECT_EQ(spec.results[2].source, ResultSource::kStdout);
  EXPECT_EQ(spec.results[3].source, ResultSource::kFile);
  EXPECT_STREQ(spec.results[3].file, "out/b");
}

TEST(ReadSpec, HasDefaults) {
  std::string json = R"({"v":1,"command":["true"]})";
  Spec spec;
  Text error;
  ASSERT_TRUE(ReadSpec(json.data(), &spec, &error));
  EXPECT_EQ(spec.timeout_seconds, 0);
  EXPECT_EQ(spec.grace_seconds, kDefaultGraceSeconds);
  EXPECT_EQ(spec.tail_bytes, kDefaultTailBytes);
  EXPECT_EQ(spec.message_bytes, kMessageBytes);
  EXPECT_EQ(spec.working_dir, nullptr);
}

TEST(ReadSpec, HandsAScriptToItsShell) {
  std::string json = R"({"script":"echo 1","v":1,"shell":["bash","-ec"]})";
  Spec spec;
  Text error;
  ASSERT_TRUE(ReadSpec(json.data(), &spec, &error)) << error.String();
  ASSERT_EQ(spec.command.Size(), 4U);
  EXPECT_STREQ(spec.command[0], "bash");
  EXPECT_STREQ(spec.command[2], "echo 1");
}

TEST(ReadSpec, NamesTheFieldThatIsWrong) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "expected an object"},
      {"[]", "expected an object"},
      {"{}", "v is missing"},
      {R"({"v":1})", "expected exactly one of command and script"},
      {R"({"v":1,"command":["a"],"script":"b"})", "expected exactly one of command and script"},
      {R"({"v":2,"command":["a"]})", "v: expected a whole number from 1 to 1"},
      {R"({"v":1,"command":[]})", "command: expected at least one string"},
      {R"({"v":1,"command":[""]})",
       "command: the first string names the program and cannot be empty"},
      {R"({"v":1,"command":["a",7]})", "command[1]: expected a string"},
      {R"({"v":1,"command":"a"})", "command: expected a list"},
      {R"({"v":1,"command":["a\u0000"]})",
       "command[0]: bad escape in the string (neither \\u0000 nor half a surrogate pair is "
       "allowed)"},
      {R"({"v":1,"command":["a"]} x)", "text after the end of the document"},
      {R"({"v":1,"command":["a"],})", "command: expected a key in quotes after it"},
      {R"({"v":1 "command":["a"]})", "v: expected ',' or '}' after it"},
      {R"({"v":1,"command":["a")", "command[0]: expected ',' or ']' after it"},
      {With(R"("unknown":1)"), "unknown: unknown key"},
      {With(R"("v":1)"), "v: duplicate key"},
      {With(R"("workingDir":"x")"), "workingDir: expected an absolute path"},
      {With(R"("timeoutSeconds":0)"),
       "timeoutSeconds: expected a whole number from 1 to 3153600000"},
      {With(R"("timeoutSeconds":1.5)"),
       "timeoutSeconds: expected a whole number from 1 to 3153600000"},
      {With(R"("timeoutSeconds":1e3)"),
       "timeoutSeconds: expected a whole number from 1 to 3153600000"},
      {With(R"("timeoutSeconds":99999999999999999999)"),
       "timeoutSeconds: expected a whole number from 1 to 3153600000"},
      {With(R"("graceSeconds":-1)"), "graceSeconds: expected a whole number from 0 to 3153600000"},
      {With(R"("tailBytes":4097)"), "tailBytes: expected a whole number from 0 to 4096"},
      {With(R"("messageBytes":255)"), "messageBytes: expected a whole number from 256 to 4096"},
      {With(R"("preChecks":{})"), "preChecks: expected a list"},
      {With(R"("preChecks":[{}])"), "preChecks[0]: expected a check"},
      {With(R"("preChecks":[{"exists":{}}])"), "preChecks[0].exists: unknown check"},
      {With(R"("preChecks":[{"fileExists":{}}])"), "preChecks[0].fileExists: path is missing"},
      {With(R"("preChecks":[{"fileExists":{"path":""}}])"),
       "preChecks[0].fileExists.path: cannot be empty"},
      {With(R"("preChecks":[{"fileExists":{"glob":"x"}}])"),
       "preChecks[0].fileExists.glob: unknown key"},
      {With(R"("preChecks":[{"fileExists":{"path":"x"},"fileNotEmpty":{"path":"x"}}])"),
       "preChecks[0].fileNotEmpty: a check must have exactly one key"},
      {With(R"("postChecks":[{"fileExists":{"path":"x"}},{"filesLack":{"glob":"x"}}])"),
       "postChecks[1].filesLack: pattern is missing"},
      {With(R"("postChecks":[{"filesMatch":{"pattern":"x"}}])"),
       "postChecks[0].filesMatch: glob is missing"},
      {With(R"("postChecks":[{"filesLack":{"requireMatch":1}}])"),
       "postChecks[0].filesLack.requireMatch: expected true or false"},
      {With(R"("postChecks":[{"command":{}}])"), "postChecks[0].command: command is missing"},
      {With(R"("results":[{"type":"String"}])"), "results[0]: name is missing"},
      {With(R"("results":[{"name":"a-b"}])"),
       "results[0].name: expected at most 63 letters, digits and _, not beginning with a digit"},
      {With(R"("results":[{"name":"a","type":"Float"}])"),
       "results[0].type: expected String, Integer, Number, Boolean, List or Object"},
      {With(R"("results":[{"name":"a","from":"Stderr"}])"),
       "results[0].from: expected Stdout or {file: PATH}"},
      {With(R"("results":[{"name":"a","from":{}}])"), "results[0].from: file is missing"},
      {With(R"("results":[{"name":"a","from":{"file":""}}])"),
       "results[0].from.file: cannot be empty"},
      {With(R"("results":[{"name":"a","from":{"path":"b"}}])"),
       "results[0].from.path: unknown key"},
      {With(R"("results":[{"name":"a","from":3}])"), "results[0].from: expected an object"},
      {With("\"workingDir\":\"/a\nb\""),
       "workingDir: the string contains an unescaped control character"},
      {With(R"("workingDir":"/a\ud800")"),
       "workingDir: bad escape in the string (neither \\u0000 nor half a surrogate pair is "
       "allowed)"},
  };
  for (const auto& [json, error] : cases) {
    EXPECT_EQ(ErrorOf(json), error) << json;
  }
}

TEST(ReadSpec, RejectsEveryTruncatedSpec) {
  const std::string json = With(
      R"("preChecks":[{"filesLack":{"glob":"a","pattern":"\u00fc","requireMatch":true}}],"results":[{"name":"x"}])");
  ASSERT_EQ(ErrorOf(json), "");
  for (size_t size = 0; size < json.size(); ++size) {
    EXPECT_NE(ErrorOf(json.substr(0, size)), "") << json.substr(0, size);
  }
}

}  // namespace
}  // namespace executioner::runner
