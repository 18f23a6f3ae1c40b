#include "controller/legacy/importers/shell_builtins.h"

#include <algorithm>
#include <span>

#include "controller/legacy/config/write_template.h"
#include "controller/legacy/importers/shell_words.h"

namespace executioner::legacy::importers {
namespace {

using Arguments = std::span<const std::string>;

constexpr std::string_view kLower = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kUpper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view kDigits = "0123456789";

bool HasOnly(std::string_view text, std::string_view letters) {
  return text.find_first_not_of(letters) == std::string_view::npos;
}

/// Whether the words are options with these letters and then, at least once, something that fits.
template <typename Fits>
bool AreOptionsAnd(Arguments words, std::string_view letters, const Fits& fits) {
  while (!words.empty() && words.front().size() > 1 && words.front()[0] == '-') {
    if (!HasOnly(words.front().substr(1), letters)) {
      return false;
    }
    words = words.subspan(1);
  }
  return !words.empty() && std::ranges::all_of(words, fits);
}

bool IsNameOrAssignment(std::string_view word) {
  return IsShellName(word) || IsAssignment(word);
}

/// Options that only make a script stop earlier, say more or read words in another way. Options
/// that are switched off again let it continue where a job has already failed: `set +e`.
bool AreSetOptions(Arguments words) {
  bool fits = !words.empty();
  for (std::size_t i = 0; fits && i < words.size(); ++i) {
    const std::string_view word = words[i];
    const bool is_option = word.size() > 1 && (word[0] == '-' || word[0] == '+');
    const bool takes_name = is_option && word.back() == 'o';
    const std::string_view letters = word.substr(1, word.size() - (takes_name ? 2 : 1));
    fits = is_option && HasOnly(letters, word[0] == '-' ? "euxvfCEhBT" : "uxvfCBh");
    if (fits && takes_name) {
      fits = ++i < words.size() && word[0] == '-' &&
             IsOneOf(words[i], {"errexit", "nounset", "pipefail", "xtrace", "verbose", "noglob",
                                "noclobber", "errtrace", "functrace", "posix"});
    }
  }
  return fits;
}

// A pattern or a command may name another folder each time.
bool IsFolder(std::string_view word) {
  return word.find_first_of("*?[`") == std::string_view::npos &&
         word.find("$(") == std::string_view::npos;
}

bool IsShellOption(std::string_view word) {
  return IsOneOf(word, {"nullglob", "failglob", "globstar", "extglob", "dotglob", "nocaseglob",
                        "nocasematch", "inherit_errexit", "globasciiranges"});
}

bool SetsDefault(std::string_view word) {
  const bool is_quoted = word.starts_with('"');
  word.remove_prefix(is_quoted ? 1 : 0);
  const std::size_t name = word.find_first_not_of("{$");
  const std::size_t sign = word.find_first_of(":=");
  return word.starts_with("${") && sign != std::string_view::npos &&
         IsShellName(word.substr(name, sign - name)) && IsFolder(word) &&
         word.ends_with(is_quoted ? "}\"" : "}");
}

}  // namespace

bool IsBuiltin(std::string_view name) {
  return IsOneOf(
      name,
      {"!",       ".",        ":",        "[",         "[[",       "{",       "alias",   "bg",
       "bind",    "break",    "builtin",  "caller",    "case",     "cd",      "chdir",   "command",
       "compgen", "complete", "compopt",  "continue",  "coproc",   "declare", "dirs",    "disown",
       "echo",    "enable",   "eval",     "exec",      "exit",     "export",  "false",   "fc",
       "fg",      "for",      "function", "getopts",   "hash",     "help",    "history", "if",
       "jobs",    "kill",     "let",      "local",     "logout",   "mapfile", "popd",    "printf",
       "pushd",   "pwd",      "read",     "readarray", "readonly", "return",  "select",  "set",
       "shift",   "shopt",    "source",   "suspend",   "test",     "time",    "times",   "trap",
       "true",    "type",     "typeset",  "ulimit",    "umask",    "unalias", "unset",   "until",
       "wait",    "while"});
}

bool IsPlainCommand(std::string_view word) {
  static const std::string kPlain =
      std::string(kLower) + std::string(kUpper) + std::string(kDigits) + "_./+@%:,-";
  if (IsBuiltin(word)) {
    return true;
  }
  // Only a quoted path is sure to be one command: a variable in it may hold anything, but not a
  // builtin behind a slash.
  if (word.starts_with('"')) {  // a path cannot be a builtin
    const std::string_view inner = word.substr(1, std::max<std::size_t>(word.size(), 2) - 2);
    const std::size_t slash = inner.rfind('/');
    const std::size_t brace = inner.rfind('}');
    return word.size() > 2 && word.ends_with('"') && HasOnly(inner, kPlain + "${} ") &&
           inner.find('@') == std::string_view::npos && slash != std::string_view::npos &&
           (brace == std::string_view::npos || brace < slash);
  }
  const std::string_view path = word.starts_with("~/") ? word.substr(2) : word;
  return !path.empty() && path[0] != '-' && HasOnly(path, kPlain);
}

bool LeavesShellAsItWas(const std::vector<std::string>& words) {
  const std::string& name = words[0];
  const Arguments rest = Arguments(words).subspan(1);
  const auto has = [&](std::string_view start) {
    return std::ranges::any_of(
        rest, [&](const std::string& word) { return std::string_view(word).starts_with(start); });
  };
  // `exit 0` would end the script with success, which no job can do for the others.
  if (name == "exit") {  // ends the script, which only a failure also does to a workflow
    return rest.empty() || (HasOnly(rest[0], kDigits) && !HasOnly(rest[0], "0"));
  }
  if (name == "command") {
    return !rest.empty() && IsOneOf(rest[0], {"-v", "-V"});
  }
  if (name == "printf" || name == "wait") {  // -v NAME and -p NAME set a variable
    std::string first = rest.empty() ? "" : rest[0];
    std::erase_if(first,
                  [](char letter) { return letter == '\'' || letter == '"' || letter == '\\'; });
    return !first.starts_with("-v") && !has("-p") && (name == "wait" || !first.starts_with('$'));
  }
  return name == "[[" ? !has("=~")
                      : IsOneOf(name, {"echo",   "true",  "false",    "test",   "[",     ":",
                                       "pwd",    "kill",  "type",     "jobs",   "fg",    "bg",
                                       "disown", "break", "continue", "return", "times", "for",
                                       "case",   "if",    "while",    "until",  "{"});
}

bool IsCarriedBuiltin(const std::vector<std::string>& words) {
  const std::string& name = words[0];
  const Arguments rest = Arguments(words).subspan(1);
  if (IsOneOf(name, {"declare", "typeset", "readonly"})) {
    return AreOptionsAnd(rest, "aAilurxt", IsNameOrAssignment);
  }
  if (name == "export") {
    return AreOptionsAnd(rest, "fn", IsNameOrAssignment);
  }
  if (name == "unset") {
    return AreOptionsAnd(rest, "v", IsShellName);
  }
  if (name == "cd") {
    return rest.size() < 3 && AreOptionsAnd(rest, "PLe-", IsFolder);
  }
  if (name == "shopt") {
    return AreOptionsAnd(rest, "su", IsShellOption);
  }
  if (name == "umask") {
    return rest.size() == 1 && !rest[0].starts_with('-') && HasOnly(rest[0], "01234567ugoarwx=,+-");
  }
  // Soft limits can be lowered and raised again; each job has its own shell for that.
  if (name == "ulimit") {
    return AreOptionsAnd(rest, "HScdflmnpstuv", [](const std::string& word) {
      return HasOnly(word, kDigits) || word == "unlimited";
    });
  }
  return (name == "set" && AreSetOptions(rest)) ||
         (name == ":" && std::ranges::all_of(rest, SetsDefault));
}

}  // namespace executioner::legacy::importers
