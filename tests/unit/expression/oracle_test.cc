// Compares random expressions with cel-go, the implementation by the authors of CEL.
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/integration/shell.h"
#include "tests/unit/expression/random_expression.h"
#include "tests/unit/expression/show.h"

namespace executioner::domain::expression {
namespace {

constexpr std::size_t kExpressions = 10000;

std::uint64_t Seed() {
  const char* seed = std::getenv("EXECUTIONER_SEED");
  return seed != nullptr ? std::stoull(seed) : 20260;
}

/// Builds the program of tests/oracle, which Go caches.
/// \return its path
std::string Oracle() {
  const std::string program = std::string(EXECUTIONER_BUILD_DIR) + "/tests/cel-oracle";
  const auto built = tests::RunShell(
      "cd " + tests::Quoted(EXECUTIONER_SOURCE_DIR "/tests/oracle") +
      " && CGO_ENABLED=0 GOFLAGS='-mod=readonly -buildvcs=false' go build -trimpath -o " +
      tests::Quoted(program) + " .");
  EXPECT_EQ(built.exit_code, 0) << "cel-go could not be built; it needs a Go module proxy: see 'go "
                                   "env GOPROXY'\n"
                                << built.output;
  return program;
}

std::vector<std::string> Sources(std::uint64_t seed) {
  RandomExpression random(seed);
  std::vector<std::string> sources;
  while (sources.size() < kExpressions) {
    std::string source = random.Next();
    if (source.size() <= kLongestSource) {
      sources.push_back(std::move(source));
    }
  }
  return sources;
}

/// \return the answers of cel-go, one for each source
std::vector<std::string> Answers(const std::vector<std::string>& sources) {
  std::string text;
  for (const std::string& source : sources) {
    text += source + "\n";
  }
  const tests::TempFile input(text, "expressions.txt");
  const std::string output = input.Path() + ".out";
  const auto run = tests::RunShell(tests::Quoted(Oracle()) + " <" + tests::Quoted(input.Path()) +
                                   " >" + tests::Quoted(output));
  EXPECT_EQ(run.exit_code, 0) << run.output;
  std::vector<std::string> answers;
  std::ifstream lines(output);
  for (std::string line; std::getline(lines, line);) {
    answers.push_back(line);
  }
  return answers;
}

TEST(Oracle, RandomExpressionsMeanWhatTheyMeanInCelGo) {
  if (tests::RunShell("command -v go").exit_code != 0) {
    GTEST_SKIP() << "Go is not installed, so cel-go cannot be built";
  }
  const std::uint64_t seed = Seed();
  SCOPED_TRACE("EXECUTIONER_SEED=" + std::to_string(seed));
  const auto sources = Sources(seed);
  const auto answers = Answers(sources);
  ASSERT_EQ(answers.size(), sources.size());
  const Fields variables = OracleVariables();
  const auto values = OracleValues();
  std::size_t errors = 0;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const std::string said = RunSource(sources[i], variables, values, true);
    EXPECT_EQ(said.starts_with("error") ? "error" : said, answers[i]) << sources[i] << "\n" << said;
    errors += answers[i] == "error" ? 1U : 0U;
  }
  EXPECT_LT(errors, kExpressions * 2 / 3) << "most expressions must have a value";
}

}  // namespace
}  // namespace executioner::domain::expression
