/// \file
/// What commands end with, how they print, and the flags that all of them take.
#include <csignal>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/unit/cli/binary.h"

namespace executioner::cli {
namespace {

using Words = std::vector<std::string>;

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// A state with run 1, which failed, and three manifests.
class Commands : public testing::Test {
 protected:
  Commands() {
    line.RunJobs("{name: a, script: exit 3}, {name: b, dependsOn: [a], script: 'true'}");
  }

  CommandLine line;
  std::string good = line.Write("good.yaml", WorkflowOf("{name: a, image: i, script: 'true'}"));
  std::string failing = line.Write("failing.yaml", WorkflowOf("{name: a, script: exit 7}"));
  std::string invalid = line.Write("invalid.yaml", WorkflowOf("{name: a, scrpt: 'true'}"));
};

TEST_F(Commands, ExitWithTheDocumentedCodes) {
  const std::vector<std::pair<Words, int>> table{
      {{"run", good}, 0},
      {{"run", failing}, 1},
      {{"run", invalid}, 3},
      {{"run", line.Folder() + "/none.yaml"}, 2},
      {{"run", good, "--log-level", "loud"}, 2},
      {{"run"}, 2},
      {{}, 2},
      {{"validate", good}, 0},
      {{"validate", good, invalid}, 3},
      {{"plan", good}, 0},
      {{"plan", invalid}, 3},
      {{"plan", good, "-o", "svg"}, 2},
      {{"list"}, 0},
      {{"list", "nobody"}, 0},
      {{"list", "-o", "xml"}, 2},
      {{"show", "1"}, 0},
      {{"show", "77"}, 4},
      {{"logs", "1", "a"}, 0},
      {{"logs", "1", "b"}, 4},
      {{"logs", "1", "c"}, 4},
      {{"watch", "1"}, 1},
      {{"watch", "77"}, 4},
      {{"explain", "1", "a"}, 0},
      {{"explain", "1", "z"}, 4},
      {{"resume", "77"}, 4},
      {{"resume", "1"}, 1},
      {{"retry", "1", "b"}, 2},
      {{"cancel", "1"}, 2},
      {{"cancel", "77"}, 4},
      {{"mark-success", "1", "a"}, 2},
      {{"mark-success", "1", "a", "--reason", "x"}, 0},
      {{"history", "clean"}, 2},
      {{"history", "diff", "1", "1"}, 0},
      {{"history", "diff", "1", "77"}, 4},
      {{"history", "export", "json"}, 0},
      {{"history"}, 2},
      {{"completion", "bash"}, 0},
      {{"completion", "tcsh"}, 2},
      {{"version"}, 0},
      {{"--help"}, 0},
  };
  for (const auto& [words, code] : table) {
    const Said said = line.Run(words);
    EXPECT_EQ(said.code, code) << testing::PrintToString(words) << "\n" << said.err;
  }
}

TEST_F(Commands, ExitWithFiveIfTheStateCannotBeReached) {
  line.context.environment["EXECUTIONER_STATE_DIR"] = "/dev/null/state";
  const std::vector<Words> table{{"run", good},
                                 {"list"},
                                 {"show", "1"},
                                 {"logs", "1"},
                                 {"watch", "1"},
                                 {"explain", "1", "a"},
                                 {"resume", "1"},
                                 {"retry", "1", "a"},
                                 {"cancel", "1"},
                                 {"mark-success", "1", "a", "--reason", "x"},
                                 {"history", "clean", "--keep", "1"},
                                 {"history", "diff", "1", "1"},
                                 {"history", "export", "csv"}};
  for (const Words& words : table) {
    EXPECT_EQ(line.Run(words).code, kBackendUnreachable) << testing::PrintToString(words);
  }
  EXPECT_EQ(line.Run({"validate", good}).code, kSucceeded) << "it needs no state";
}

TEST_F(Commands, PrintEverythingAsJsonAndYaml) {
  const std::vector<Words> table{{"list"},
                                 {"show", "1"},
                                 {"explain", "1", "b"},
                                 {"plan", good},
                                 {"history", "diff", "1", "1"},
                                 {"version"}};
  for (Words words : table) {
    words.insert(words.end(), {"-o", "json"});
    const Said json = line.Run(words);
    EXPECT_TRUE(nlohmann::json::accept(json.out)) << testing::PrintToString(words) << json.out;
    words.back() = "yaml";
    const Said yaml = line.Run(words);
    EXPECT_EQ(yaml.code, kSucceeded) << yaml.err;
    EXPECT_TRUE(Has(yaml.out, ": ")) << yaml.out;
    EXPECT_FALSE(yaml.out.starts_with("{")) << yaml.out;
  }
  EXPECT_EQ(line.Run({"plan", good, "-o", "name"}).out, "a\n");
}

TEST_F(Commands, RespectTheLogLevel) {
  const std::string pods =
      line.Write("pods.yaml", WorkflowOf("{name: a, script: echo out, imagePullPolicy: Always}"));
  const auto said = [&](const std::string& level) {
    return line.Run({"run", pods, "--log-level", level}).err;
  };
  EXPECT_EQ(said("error"), "");
  EXPECT_TRUE(Has(said("warning"), "are ignored: imagePullPolicy"));
  EXPECT_FALSE(Has(said("warning"), "a succeeded"));
  EXPECT_TRUE(Has(said("info"), "a succeeded"));
  EXPECT_FALSE(Has(said("info"), "runs are kept in"));
  EXPECT_TRUE(Has(said("debug"), "runs are kept in history.db, logs below " + line.State()));
  EXPECT_EQ(line.Run({"--quiet", "run", pods}).err, "");
}

TEST_F(Commands, ReadWholeNumbersAsDecimal) {
  const auto summary = [&](const std::string& parallelism) {
    return line.Run({"run", good, "--parallelism", parallelism}).err;
  };
  EXPECT_TRUE(Has(summary("100001"), "100001")) << "above the limit";
  EXPECT_EQ(line.Run({"run", good, "--parallelism", "0100000"}).code, kSucceeded);
  EXPECT_EQ(line.Run({"run", good, "--parallelism", "0100001"}).code, kUsage) << "32769 in octal";
  EXPECT_EQ(line.Run({"run", good, "--parallelism", "08"}).code, kSucceeded);
  for (const char* odd : {"0x10", "0b1", "0o7", "1_0", "1'0", "1.0", "", "-", "+", "ten"}) {
    const Said said = line.Run({"run", good, "--parallelism", odd});
    EXPECT_EQ(said.code, kUsage) << odd;
    EXPECT_TRUE(Has(said.err, "--parallelism")) << said.err;
  }
  for (const Words& words : {Words{"list", "--limit", "010"},
                             {"logs", "1", "a", "--attempt", "01"},
                             {"history", "clean", "--keep", "010"}}) {
    EXPECT_EQ(line.Run(words).code, kSucceeded) << testing::PrintToString(words);
    Words hexadecimal = words;
    hexadecimal.back() = "0xa";
    EXPECT_EQ(line.Run(hexadecimal).code, kUsage) << testing::PrintToString(words);
  }
  const auto worker = [&](const std::string& lease) {
    return line.Run({"worker", "--queue", "sqlite:" + line.Folder() + "/queue.db", "--drain",
                     "--lease", lease});
  };
  for (const char* lease : {"08", "08s", "1m", "2 s"}) {
    EXPECT_EQ(worker(lease).code, kSucceeded) << lease << worker(lease).err;
  }
  for (const char* lease : {"0x10s", "1_0s", "1x", "s", "0150000s"}) {  // octal 53248: in range
    EXPECT_EQ(worker(lease).code, kUsage) << lease;
  }
  EXPECT_EQ(Program(line, {"controller", "--workers", "0x1"}).Wait().code, kUsage);
}

/// All commands of the program itself, the operator's too.
TEST_F(Commands, TakeTheSameGlobalFlags) {
  const std::vector<Words> commands{
      {"run"},     {"validate"},         {"plan"},    {"list"},      {"show"},   {"logs"},
      {"watch"},   {"explain"},          {"resume"},  {"retry"},     {"cancel"}, {"mark-success"},
      {"convert"}, {"history", "clean"}, {"version"}, {"controller"}};
  for (Words words : commands) {
    words.emplace_back("--help");
    const Said said = Program(line, words).Wait();
    EXPECT_EQ(said.code, kSucceeded) << words.front();
    for (const char* flag : {"--log-level", "-q,--quiet", "--no-color", "--history"}) {
      EXPECT_TRUE(Has(said.out, flag)) << words.front() << " " << flag;
    }
    words.back() = "--no-such-flag";
    EXPECT_EQ(Program(line, words).Wait().code, kUsage) << words.front();
  }
  EXPECT_TRUE(Program(line, {"--version"}).Wait().out.starts_with("executioner "));
}

}  // namespace
}  // namespace executioner::cli
