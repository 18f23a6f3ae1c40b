#include "controller/legacy/importers/command_line.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace executioner::legacy::importers {
namespace {

constexpr std::string_view kBlanks = " \t`";

/// Takes the first word off.
std::string_view TakeWord(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(kBlanks), line.size()));
  const std::string_view word = line.substr(0, line.find_first_of(kBlanks));
  line.remove_prefix(word.size());
  return word;
}

/// "-", "*", "2.", "3)": what an entry of a list begins with.
bool IsListMark(std::string_view word) {
  if (word == "-" || word == "*") {
    return true;
  }
  return word.size() > 1 && (word.back() == '.' || word.back() == ')') &&
         std::ranges::all_of(word.substr(0, word.size() - 1), [](char letter) {
           return std::isdigit(static_cast<unsigned char>(letter)) != 0;
         });
}

template <std::size_t N>
bool IsOneOf(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::ranges::count(words, word) > 0;
}

/// A path of more than "/", or a script.
bool IsFile(std::string_view word) {
  const bool is_path = word.starts_with("./") || word.starts_with("../") ||
                       word.starts_with("~/") || word.starts_with('/');
  return (is_path && word.find_first_not_of("./~") != std::string_view::npos) ||
         word.ends_with(".sh") || word.ends_with(".sql") || word.ends_with(".ksh");
}

/// A flag, a path, an assignment: what no sentence has as its second word.
bool IsArgument(std::string_view word) {
  return (word.size() > 1 && word.starts_with('-')) || IsFile(word) ||
         word.find_first_of("=$@|<>") != std::string_view::npos ||
         word.find('/') != std::string_view::npos;
}

}  // namespace

bool LooksLikeCommand(std::string_view line) {
  constexpr std::array<std::string_view, 28> kPrograms{
      "sqlplus", "sqlldr", "impdp", "expdp", "rman", "lsnrctl", "bash",
      "ksh",     "cd",     "cp",    "mv",    "rm",   "mkdir",   "chmod",
      "chown",   "scp",    "sftp",  "rsync", "ssh",  "sudo",    "tar",
      "unzip",   "gzip",   "sed",   "grep",  "perl", "python",  "systemctl"};
  constexpr std::array<std::string_view, 18> kAmbiguous{
      "run", "sh",   "make", "source",  "export", "imp",  "exp", "java",  "git",
      "cat", "echo", "kill", "service", "su",     "find", "ln",  "touch", "."};
  std::string_view word = TakeWord(line);
  if (IsListMark(word)) {
    word = TakeWord(line);
  }
  if (word == "$" || word == "SQL>") {
    return !TakeWord(line).empty();
  }
  const bool is_script = word.starts_with('@') && IsFile(word.substr(1));
  return is_script || IsFile(word) || IsOneOf(kPrograms, word) ||
         (IsOneOf(kAmbiguous, word) && IsArgument(TakeWord(line)));
}

}  // namespace executioner::legacy::importers
