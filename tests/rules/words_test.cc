/// \file
/// Words that may stand in one place only, and words that may stand nowhere.
#include <regex>

#include <gtest/gtest.h>

#include "tests/rules/tree.h"

namespace executioner::rules {
namespace {

struct Word {
  const char* pattern;
  const char* where;  ///< files that may hold it
};

/// A file's text without the lines that are comments.
std::string CodeOf(const std::string& file) {
  std::string code;
  for (const std::string& line : Lines(Read(Root() / file))) {
    if (line.find_first_not_of(' ') == std::string::npos ||
        line.substr(line.find_first_not_of(' ')).starts_with("//")) {
      continue;
    }
    code += line + "\n";
  }
  return code;
}

TEST(Words, StandOnlyWhereTheyBelong) {
  const std::vector<Word> words{
      {R"(system_clock::now|steady_clock::now)",
       "controller/(base/system_clock|adapters/kube/child_output)\\.cc"},
      {R"(\b(secure_)?getenv\b|\benviron\b)", "controller/(main/.*|adapters/local/orphans\\.cc)"},
      {R"(\brand\(|random_device)", "nowhere"},
      // Leases and hosts are told apart by chance: no participant knows the others.
      {R"(\bgetrandom\()", "controller/base/hex\\.cc"},
      {R"(sleep_for|sleep_until|\busleep\b)", "nowhere"},
      {R"(catch \(\.\.\.\))", "nowhere"},
      {R"(\bposix_spawn|\bfork\()", "controller/adapters/(kube/child_output|local/child)\\.cc"},
      {R"(spdlog::)", "controller/(adapters/log|main)/.*"},
      {R"(std::(cout|cerr)\b)", "nowhere"},
      {R"(\b(TODO|FIXME|XXX|HACK)\b)", "nowhere"},
  };
  for (const std::string& file : Sources("controller")) {
    const std::string text = CodeOf(file);
    for (const Word& word : words) {
      const bool allowed = std::regex_match(file, std::regex(word.where));
      EXPECT_TRUE(allowed || !std::regex_search(text, std::regex(word.pattern)))
          << file << " holds " << word.pattern;
    }
  }
}

TEST(Words, NoFileIsNamedForNothing) {
  static const std::regex kEmptyName(
      "(^|_)(util|utils|helper|helpers|misc|common|info|data)(_|\\.)");
  for (const char* top : {"controller", "runner", "tests"}) {
    for (const std::string& file : Sources(top)) {
      const std::string name = std::filesystem::path(file).filename();
      EXPECT_FALSE(std::regex_search(name, kEmptyName)) << file;
    }
  }
}

}  // namespace
}  // namespace executioner::rules
