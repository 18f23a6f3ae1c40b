#include "controller/legacy/importers/statement_kind.h"

#include <algorithm>
#include <regex>
#include <utility>
#include <vector>

#include "controller/legacy/importers/shell_words.h"

namespace executioner::legacy::importers {
namespace {

bool IsDefinition(const Statement& statement) {
  return statement.only_assigns || !statement.function.empty();
}

/// Where a here-document that is announced at `at` begins and what ends it; "" when none is.
std::string HereDocumentEnd(std::string_view text, std::size_t at) {
  static const std::regex kBegin(R"(^<<-?[ \t]*["'\\]?([^\s"';|&<>()]+))");
  const std::string head(text.substr(at, 100));
  std::smatch match;
  return std::regex_search(head, match, kBegin) ? match[1].str() : "";
}

/// The offset behind the lines of a here-document that begin at `at`; `at` when it has no end, as
/// what announced it was a shift of bits.
std::size_t SkipHereDocument(std::string_view text, std::size_t at, const std::string& end) {
  for (std::size_t next = at; next < text.size();) {
    const std::size_t newline = std::min(text.find('\n', next), text.size());
    std::string_view line = text.substr(next, newline - next);
    line.remove_prefix(std::min(line.find_first_not_of('\t'), line.size()));
    next = newline + 1;
    // Tabs before the end count as none for "<<-"; for "<<" they rarely occur.
    if (line == end) {
      return std::min(next, text.size());
    }
  }
  return at;
}

/// The text without what stands in parentheses.
std::string WithoutParentheses(std::string_view text) {
  std::string outside;
  int depth = 0;
  for (const char now : text) {
    depth += now == '(' ? 1 : 0;
    if (depth == 0) {
      outside += now;
    }
    // A bracket too many belongs to a `case` pattern, and closes nothing.
    depth -= now == ')' && depth > 0 ? 1 : 0;
  }
  return outside;
}

/// Leaves out what is quoted and the bodies of here-documents.
class BareText {
 public:
  BareText(std::string_view text, bool also_double) : text_(text), also_double_(also_double) {}

  std::string Read() {
    for (; at_ < text_.size(); ++at_) {
      Step();
    }
    return std::move(bare_);
  }

 private:
  void Step() {
    const char now = text_[at_];
    if (now == '\'' && !in_double_) {
      at_ = std::min(text_.find('\'', at_ + 1), text_.size());
    } else if (now == '\\') {
      ++at_;
    } else if (now == '"') {
      in_double_ = !in_double_;
    } else if (!in_double_ || !also_double_) {
      Take(now);
    }
  }

  void Take(char now) {
    if (now == '<' && !in_double_ && (at_ == 0 || text_[at_ - 1] != '<')) {
      if (std::string end = HereDocumentEnd(text_, at_); !end.empty()) {
        documents_.push_back(std::move(end));
      }
    }
    AppendSqueezed(now, bare_);
    if (now == '\n') {
      for (const std::string& end : std::exchange(documents_, {})) {
        at_ = SkipHereDocument(text_, at_ + 1, end) - 1;
      }
    }
  }

  std::string_view text_;
  bool also_double_;
  std::size_t at_ = 0;
  bool in_double_ = false;
  std::vector<std::string> documents_ = {};
  std::string bare_ = {};
};

StatementKind KindOfWord(const std::string& word) {
  if (IsOneOf(word,
              {"export", "declare", "typeset", "readonly",  "unset", "set",     "shopt",  "cd",
               "pushd",  "popd",    "umask",   "ulimit",    "alias", "unalias", "source", ".",
               "trap",   "read",    "mapfile", "readarray", "let",   "eval",    ":"})) {
    return StatementKind::kState;
  }
  return word == "exit" || word == "return"  ? StatementKind::kExit
         : word == "wait"                    ? StatementKind::kWait
         : word == "exec"                    ? StatementKind::kReplaces
         : IsOneOf(word, {"echo", "printf"}) ? StatementKind::kPrints
                                             : StatementKind::kCommand;
}

}  // namespace

std::string FirstWord(const std::string& text) {
  return text.substr(0, text.find_first_of(" \t\r\n;"));
}

std::string HeadOf(const std::string& text) {
  constexpr std::size_t kHead = 1024;
  return text.substr(0, kHead);
}

void AppendSqueezed(char letter, std::string& text) {
  constexpr std::string_view kBlanks = " \t\r\n\v\f";
  const auto is_blank = [&](char one) { return kBlanks.find(one) != std::string_view::npos; };
  if (text.empty() || !is_blank(letter) || !is_blank(text.back())) {
    text += letter;
  } else if (letter == '\n') {
    text.back() = letter;
  }
}

std::string Unquoted(std::string_view text, bool also_double) {
  return BareText(text, also_double).Read();
}

bool MayEndWell(const Statement& statement) {
  static const std::regex kExit(
      R"re((?:^|[;&|{\n)]|\b(?:then|do|else))\s*exit(?:\s+(\d{1,9}))?\s*(?=$|[;&|}\n]))re");
  static const std::regex kAfterFailure(R"re(\|\|\s*exit\s*(?=$|[;&|}\n]))re");
  const std::string outside = WithoutParentheses(Unquoted(statement.text, true));
  // Behind `||` a bare exit passes the failure on, so it never ends the script with success.
  const std::string text = std::regex_replace(outside, kAfterFailure, "|| exit 1");
  for (std::sregex_iterator exit(text.begin(), text.end(), kExit), end; exit != end; ++exit) {
    const std::string code = (*exit)[1].str();
    if (code.find_first_not_of('0') == std::string::npos) {
      return true;
    }
  }
  return false;
}

StatementKind KindOf(const Statement& statement) {
  const std::string word = FirstWord(statement.text);
  if (IsDefinition(statement)) {
    return StatementKind::kState;
  }
  // A block or a list may do anything; as a job of its own it does so in one shell.
  if (!statement.is_simple || statement.is_background) {
    return StatementKind::kCommand;
  }
  // It empties a file, which not every job behind it may do again.
  if (word == ":" && Unquoted(statement.text, true).find('>') != std::string::npos) {
    return StatementKind::kCommand;
  }
  return KindOfWord(word);
}

bool ActsOutside(const Statement& statement) {
  static const std::regex kRuns(R"(\$\(|`|[<>]\()");
  return statement.function.empty() &&
         (IsOneOf(FirstWord(statement.text),
                  {"source", ".", "eval", "trap", "read", "mapfile", "readarray"}) ||
          std::regex_search(Unquoted(statement.text, false), kRuns));
}

}  // namespace executioner::legacy::importers
