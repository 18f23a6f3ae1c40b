#include "controller/legacy/importers/command_line.h"

#include <algorithm>
#include <cctype>

#include "controller/legacy/importers/shell_words.h"

namespace executioner::legacy::importers {
namespace {

constexpr std::string_view kBlanks = " \t`";

/// Removes the first word.
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

/// A path of more than "/", or a script.
bool IsFile(std::string_view word) {
  // A lone "/" or "~" is punctuation in most texts.
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
  std::string_view word = TakeWord(line);
  if (IsListMark(word)) {
    word = TakeWord(line);
  }
  // A prompt alone is an empty line of a terminal that somebody copied.
  if (word == "$" || word == "SQL>") {
    return !TakeWord(line).empty();
  }
  const bool is_script = word.starts_with('@') && IsFile(word.substr(1));
  const bool is_program =
      IsOneOf(word, {"sqlplus", "sqlldr", "impdp", "expdp", "rman", "lsnrctl", "bash",
                     "ksh",     "cd",     "cp",    "mv",    "rm",   "mkdir",   "chmod",
                     "chown",   "scp",    "sftp",  "rsync", "ssh",  "sudo",    "tar",
                     "unzip",   "gzip",   "sed",   "grep",  "perl", "python",  "systemctl"});
  // Sentences begin with these too, so the second word decides.
  const bool is_ambiguous =
      IsOneOf(word, {"run", "sh", "make", "source", "export", "imp", "exp", "java", "git", "cat",
                     "echo", "kill", "service", "su", "find", "ln", "touch", "."});
  return is_script || IsFile(word) || is_program || (is_ambiguous && IsArgument(TakeWord(line)));
}

}  // namespace executioner::legacy::importers
