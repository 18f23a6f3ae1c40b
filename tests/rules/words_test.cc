/// \file
/// Words that may stand in one place only, and words that may stand nowhere.
#include <cctype>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "tests/rules/tree.h"

namespace executioner::rules {
namespace {

struct Word {
  std::vector<std::string_view> spellings;  ///< '<' and '>' stand for where a word begins and ends
  const char* where;                        ///< pattern of the files that may hold it
};

bool IsOfAWord(char c) {
  return c == '_' || std::isalnum(static_cast<unsigned char>(c)) != 0;
}

/// Whether the text holds this spelling.
bool Holds(std::string_view text, std::string_view word) {
  const bool begins_word = word.starts_with('<');
  const bool ends_word = word.ends_with('>');
  word.remove_prefix(begins_word ? 1 : 0);
  word.remove_suffix(ends_word ? 1 : 0);
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    const bool begins = !begins_word || at == 0 || !IsOfAWord(text[at - 1]);
    const bool ends = !ends_word || end == text.size() || !IsOfAWord(text[end]);
    if (begins && ends) {
      return true;
    }
  }
  return false;
}

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

TEST(Words, AppearOnlyWhereTheyBelong) {
  const std::vector<Word> words{
      {{"system_clock::now", "steady_clock::now"},
       "controller/(base/system_clock|kube/child_output)\\.cc"},
      {{"<getenv>", "<secure_getenv>", "<environ>"},
       "controller/(main/.*|adapters/local/orphans\\.cc)"},
      {{"<rand(", "random_device"}, "nowhere"},
      // Leases and hosts are identified by random numbers, because no participant knows the others.
      {{"<getrandom("}, "controller/base/hex\\.cc"},
      {{"sleep_for", "sleep_until", "<usleep>"}, "nowhere"},
      {{"catch (...)"}, "nowhere"},
      {{"<posix_spawn", "<fork("}, "controller/base/spawn\\.cc"},
      {{"spdlog::"}, "controller/(adapters/log|main)/.*"},
      {{"std::cout>", "std::cerr>"}, "nowhere"},
      // Texts reach terminals by way of what makes them safe for display.
      {{"<printf(", "<fprintf(", "<fputs(", "<puts(", "<putchar(", "<fwrite("},
       "controller/cli/(print_text|log_writer)\\.cc"},
      {{"<TODO>", "<FIXME>", "<XXX>", "<HACK>"}, "nowhere"},
  };
  for (const std::string& file : Sources("controller")) {
    const std::string text = CodeOf(file);
    for (const Word& word : words) {
      for (const std::string_view spelling : word.spellings) {
        EXPECT_TRUE(!Holds(text, spelling) || std::regex_match(file, std::regex(word.where)))
            << file << " holds " << spelling;
      }
    }
  }
}

TEST(Words, NoFileNameIsEmptyOfMeaning) {
  static const std::regex kEmptyName(
      "(^|_)(util|utils|helper|helpers|misc|common|info|data)(_|\\.)");
  for (const char* top : {"controller", "runner", "tests", "tools"}) {
    for (const std::string& file : Sources(top)) {
      const std::string name = std::filesystem::path(file).filename();
      EXPECT_FALSE(std::regex_search(name, kEmptyName)) << file;
    }
  }
}

}  // namespace
}  // namespace executioner::rules
