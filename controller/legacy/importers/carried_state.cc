#include "controller/legacy/importers/carried_state.h"

#include <algorithm>
#include <regex>
#include <string_view>
#include <utility>

#include "controller/legacy/importers/shell_words.h"
#include "controller/legacy/importers/statement_kind.h"

namespace executioner::legacy::importers {
namespace {

/// Whether the '&' at `at` is of a redirection: "2>&1", "&> log".
bool Redirects(std::string_view text, std::size_t at) {
  const char before = at > 0 ? text[at - 1] : ' ';
  return before == '>' || before == '<' || text.substr(at + 1, 1) == ">";
}

/// Whether it puts what is before it into the background, which "&&" does not.
bool IsSingle(std::string_view text, std::size_t at) {
  return (at == 0 || text[at - 1] != '&') && text.substr(at + 1, 1) != "&";
}

/// The text without single-quoted parts but with here-documents, up to the first unquoted character
/// of `ends`. A doubled end character does not count as an end. Blanks are squeezed.
std::string Before(std::string_view text, std::string_view ends) {
  std::string bare;
  bool in_double = false;
  bool has_document = false;  // from the next line on
  bool in_document = false;
  const auto ends_at = [&](std::size_t at) {
    const char now = text[at];
    return !in_double && !has_document && ends.find(now) != std::string_view::npos &&
           (now != '&' || (!Redirects(text, at) && (ends.size() > 1 || IsSingle(text, at))));
  };
  for (std::size_t at = 0; at < text.size() && !ends_at(at); ++at) {
    const char now = text[at];
    has_document = has_document || text.substr(at, 2) == "<<";
    in_document = in_document || (has_document && now == '\n');
    if (now == '\\') {
      ++at;
    } else if (now == '\'' && !in_double && !in_document) {
      // Nothing is expanded within single quotes.
      at = std::min(text.find('\'', at + 1), text.size());
    } else {
      in_double = in_double != (now == '"' && !in_document);
      AppendSqueezed(now, bare);
    }
  }
  return bare;
}

/// Whether one of the text's "$..." is such. A regex over all of it takes seconds for a long text.
bool HasExpansion(const std::string& text, const std::regex& begin) {
  // Longer than any beginning that is looked for.
  constexpr std::size_t kLongest = 20;
  for (std::size_t at = text.find('$'); at != std::string::npos; at = text.find('$', at + 1)) {
    if (std::regex_search(text.substr(at, kLongest), begin)) {
      return true;
    }
  }
  return false;
}

/// Whether the first command within is not known to be the first that sets a status.
bool BeginsWithABlock(const Statement& statement) {
  return !statement.function.empty() || statement.text.starts_with('(') ||
         IsOneOf(FirstWord(statement.text), {"{", "for", "select", "case"});
}

std::vector<std::string> NamesIn(const std::string& text, const std::regex& pattern) {
  std::vector<std::string> names;
  for (std::sregex_iterator found(text.begin(), text.end(), pattern), end; found != end; ++found) {
    names.push_back((*found)[1].str());
  }
  return names;
}

}  // namespace

bool ReadsStatus(const Statement& statement) {
  static const std::regex kStatus(R"(^\$(\?|\{\?|\{?[#!]?PIPESTATUS|\{?[#!]?pipestatus))");
  return HasExpansion(Before(statement.text, BeginsWithABlock(statement) ? "" : ";|&\n"), kStatus);
}

bool ReadsProcess(const Statement& statement) {
  static const std::regex kProcess(R"(^\$(!|\{!\}))");
  return HasExpansion(Before(statement.text, "&"), kProcess);
}

bool LeavesProcesses(const Statement& statement) {
  const std::string text = Before(statement.text, "");
  // A statement that waits within leaves no processes.
  static const std::regex kWaits(R"(\bwait\b)");
  return !statement.is_simple && Before(statement.text, "&").size() < text.size() &&
         !std::regex_search(text, kWaits);
}

bool ReadsJobTable(const Statement& statement) {
  static const std::regex kTable(
      R"re((^|[;&|(`{\n]|\bdo\s|\bthen\s)\s*((jobs|fg|bg|disown)\b(?!=)|(wait|kill)\b[^;&|\n]{0,80}\s["']?%[\w%+-]))re");
  const std::string_view text = statement.text;
  const auto has = [&](std::string_view part) { return text.find(part) != std::string_view::npos; };
  // The expression is slow on a long text, and few statements can match it.
  const bool may = has("%") || has("jobs") || has("fg") || has("bg") || has("disown");
  return may && std::regex_search(Before(text, ""), kTable);
}

bool Calls(const Statement& statement, const std::string& function) {
  return FindName(statement.text, function) != std::string::npos;
}

bool CallsFirst(const Statement& statement, const std::string& function) {
  const std::string first = Before(statement.text, BeginsWithABlock(statement) ? "" : ";|&\n");
  return FindName(first, function) != std::string::npos;
}

bool Uses(const Statement& statement, const std::string& variable) {
  const std::string_view text = statement.text;
  // In arithmetic and in [[ ]] a name needs no "$".
  const bool calculates = text.find("((") != std::string_view::npos ||
                          text.find("[[") != std::string_view::npos || text.starts_with("let");
  for (std::size_t at = FindName(text, variable); at != std::string_view::npos;
       at = FindName(text, variable, at + 1)) {
    if (calculates ||
        (at > 0 && std::string_view("${#!").find(text[at - 1]) != std::string_view::npos)) {
      return true;
    }
  }
  return false;
}

bool ReadsArguments(const Statement& statement) {
  static const std::regex kArgument(R"(\$[1-9@*#])");
  return std::regex_search(Unquoted(statement.text, false), kArgument);
}

bool MayGiveOtherValue(const Statement& statement) {
  static const std::regex kRuns(R"(\$\(|`|[<>]\()");
  const std::string text = Unquoted(statement.text, false);
  // A list takes the files that match when it is made.
  const bool looks = text.find("=(") != std::string::npos &&
                     Unquoted(statement.text, true).find_first_of("*?") != std::string::npos;
  return statement.function.empty() && (looks || std::regex_search(text, kRuns));
}

std::optional<std::pair<std::string, std::string>> ConstantOf(const std::string& statement) {
  static const std::regex kConstant(
      R"re(^export\s+([A-Za-z_]\w*)=('([^']*)'|"([^"$`\\]*)"|([\w./:,@%+-]*))$)re");
  std::smatch match;
  // A text that was cut is not known as a whole.
  if (HeadOf(statement).size() < statement.size() ||
      !std::regex_match(statement, match, kConstant)) {
    return std::nullopt;
  }
  return std::pair(match[1].str(), match[3].str() + match[4].str() + match[5].str());
}

std::vector<std::string> AssignedBy(const Statement& statement) {
  static const std::regex kAssigned(R"((?:^|\s)([A-Za-z_]\w{0,60})(?:\[[^\]]{0,60}\])?\+?=)");
  return NamesIn(Unquoted(statement.text, true), kAssigned);
}

std::vector<std::string> KeepersOf(const Statement& statement) {
  static const std::regex kName(R"(([A-Za-z_]\w{0,60})(?:\[[^\]]{0,60}\])?\+?=$)");
  static const std::regex kCarried(R"(^\$\{?(\?|!(?!\w)|PIPESTATUS))");
  constexpr std::size_t kLongest = 140;
  const std::string& text = statement.text;
  std::vector<std::string> keepers;
  for (std::size_t at = text.find('$'); at != std::string::npos; at = text.find('$', at + 1)) {
    const std::size_t begin = std::max(at, kLongest) - kLongest;
    std::string before = text.substr(begin, at - begin);
    // "rc=$?", rc="$?" and rc=("$?") all keep the status.
    before.erase(before.find_last_not_of("\"'(") + 1);
    std::smatch name;
    if (std::regex_search(text.substr(at, kLongest), kCarried) &&
        std::regex_search(before, name, kName)) {
      keepers.push_back(name[1].str());
    }
  }
  return keepers;
}

}  // namespace executioner::legacy::importers
