/// \file
/// Words that may appear in one place only, and words and phrases that must not appear anywhere.
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
  std::vector<std::string_view> spellings;  ///< '<' and '>' mark the beginning and end of a word
  const char* where;                        ///< pattern of the files that may contain it
};

bool IsInAWord(char c) {
  return c == '_' || std::isalnum(static_cast<unsigned char>(c)) != 0;
}

/// \return whether the text contains this spelling
bool Holds(std::string_view text, std::string_view word) {
  const bool begins_word = word.starts_with('<');
  const bool ends_word = word.ends_with('>');
  word.remove_prefix(begins_word ? 1 : 0);
  word.remove_suffix(ends_word ? 1 : 0);
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    const bool begins = !begins_word || at == 0 || !IsInAWord(text[at - 1]);
    const bool ends = !ends_word || end == text.size() || !IsInAWord(text[end]);
    if (begins && ends) {
      return true;
    }
  }
  return false;
}

/// Returns a file's text without comment lines.
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

/// Returns a text with its lines joined, without indentation and marks of comments.
std::string JoinedLines(const std::string& text) {
  std::string joined;
  for (const std::string_view line : Lines(text)) {
    const std::size_t begin = line.find_first_not_of(" \t/<#*");
    joined += begin == std::string_view::npos ? "" : line.substr(begin);
    joined += ' ';
  }
  return joined;
}

/// Returns a text as words in lower case: names in CamelCase and snake_case are split and lines are
/// joined, so that a phrase is found wherever it occurs.
std::string WordsOf(const std::string& text) {
  const std::string joined = JoinedLines(text) + ' ';
  std::string words;
  for (std::size_t i = 0; i + 1 < joined.size(); ++i) {
    const auto letter = static_cast<unsigned char>(joined[i]);
    const bool after_lower = i > 0 && std::islower(static_cast<unsigned char>(joined[i - 1])) != 0;
    const bool before_lower = std::islower(static_cast<unsigned char>(joined[i + 1])) != 0;
    if (std::isupper(letter) != 0 && (after_lower || before_lower)) {
      words += ' ';
    }
    words += letter == '_' ? ' ' : static_cast<char>(std::tolower(letter));
  }
  return words;
}

/// The files whose words people read.
std::vector<std::string> ReadableFiles() {
  std::vector<std::string> files;
  for (const char* top : {"controller", "runner", "tests", "docs", "charts", "crds", "examples"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(Root() / top)) {
      static const std::regex kReadable("\\.(h|cc|md|yaml|tpl|sh|cmake)$|NOTES\\.txt$");
      const std::string name = entry.path().string();
      if (entry.is_regular_file() && std::regex_search(name, kReadable)) {
        files.push_back(std::filesystem::relative(entry.path(), Root()).string());
      }
    }
  }
  for (const char* file : {"README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"}) {
    files.emplace_back(file);
  }
  return files;
}

TEST(Words, AvoidPhrasesThatReadAsTranslated) {
  const std::vector<std::string> phrases = Lines(Read(Root() / "tests/rules/phrases.txt"));
  ASSERT_GT(phrases.size(), 10U);
  for (const std::string& file : ReadableFiles()) {
    const std::string words = WordsOf(Read(Root() / file));
    for (const std::string& phrase : phrases) {
      EXPECT_TRUE(phrase.empty() || !Holds(words, "<" + phrase + ">"))
          << file << " contains \"" << phrase << '"';
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
