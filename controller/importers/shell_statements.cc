#include "controller/importers/shell_statements.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace executioner::importers {
namespace {

constexpr std::string_view kBlanks = " \t\r";
constexpr std::string_view kMeta = " \t\r\n;&|()<>";

struct Closer {
  std::string_view word = {};  ///< "fi"
  std::string_view opener = {};
  int line = 0;
};

struct HereDocument {
  std::string end = {};
  bool strips_tabs = false;
};

/// The word that closes what `word` opens; "" when it opens nothing.
std::string_view CloserOf(std::string_view word) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kBlocks{
      {{"if", "fi"},
       {"for", "done"},
       {"while", "done"},
       {"until", "done"},
       {"select", "done"},
       {"case", "esac"},
       {"{", "}"}}};
  const auto* const found =
      std::ranges::find_if(kBlocks, [&](const auto& block) { return block.first == word; });
  return found == kBlocks.end() ? std::string_view() : found->second;
}

bool IsOneOf(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

/// NAME=, NAME+= or NAME[...]=, and whatever is behind that.
bool IsAssignment(std::string_view word) {
  const auto is_of_name = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  const auto* const end = std::ranges::find_if_not(word, is_of_name);
  const auto name = static_cast<std::size_t>(end - word.begin());
  std::string_view rest = word.substr(name);
  if (rest.starts_with('[')) {
    rest.remove_prefix(std::min(rest.find(']'), rest.size() - 1) + 1);
  }
  const bool is_name = name > 0 && (word.front() < '0' || word.front() > '9');
  return is_name && (rest.starts_with('=') || rest.starts_with("+="));
}

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  ShellScript Run() {
    while (at_ < text_.size() && result_.error.empty()) {
      Step();
    }
    EndStatement(false);
    if (result_.error.empty() && !open_.empty()) {
      Fail(open_.back().line, "'" + std::string(open_.back().opener) + "' is not closed");
    }
    return std::move(result_);
  }

 private:
  char Now(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  void Fail(int line, std::string message) {
    if (result_.error.empty()) {
      result_.error_line = line;
      result_.error = std::move(message);
    }
    at_ = text_.size();
  }

  int LineOf(std::size_t at) const {
    return static_cast<int>(std::ranges::count(text_.substr(0, at), '\n')) + 1;
  }

  void Begin() { begin_ = begin_.value_or(at_); }

  void Step() {
    const char now = Now();
    if (kBlanks.find(now) != std::string_view::npos) {
      ++at_;
    } else if (now == '\\' && (Now(1) == '\n' || (Now(1) == '\r' && Now(2) == '\n'))) {
      at_ += 2;
    } else if (now == '#') {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if (now == '\n') {
      Newline();
    } else if (now == ';' || now == '&' || now == '|') {
      Operator();
    } else if (now == '<' || now == '>') {
      Redirection();
      end_ = at_;
    } else if (now == '(' || now == ')') {
      Parenthesis();
      end_ = at_;
    } else {
      Word();
      end_ = at_;
    }
  }

  void Newline() {
    const bool goes_on = !open_.empty() || awaits_command_ || awaits_body_;
    ++at_;
    for (const HereDocument& document : std::exchange(documents_, {})) {
      SkipHereDocument(document);
    }
    if (!goes_on) {
      EndStatement(false);
    }
    at_command_ = true;
  }

  void SkipHereDocument(const HereDocument& document) {
    while (at_ < text_.size()) {
      const std::size_t end = std::min(text_.find('\n', at_), text_.size());
      std::string_view line = text_.substr(at_, end - at_);
      if (document.strips_tabs) {
        line.remove_prefix(std::min(line.find_first_not_of('\t'), line.size()));
      }
      end_ = end;
      at_ = std::min(end + 1, text_.size());
      if (line == document.end) {
        return;
      }
    }
    Fail(LineOf(begin_.value_or(0)), "the here-document '" + document.end + "' is not closed");
  }

  void Operator() {
    const char first = Now();
    const bool twice = Now(1) == first;
    at_ += twice ? 2 : 1;
    if (first == '|' && Now() == '&') {
      ++at_;
    }
    at_command_ = true;
    if (!open_.empty()) {
      return;
    }
    if (first == '|' || (first == '&' && twice)) {
      awaits_command_ = true;
      simple_ = false;
    } else {
      EndStatement(first == '&');
    }
  }

  void Redirection() {
    Begin();
    if (text_.substr(at_).starts_with("<<<")) {
      at_ += 3;
    } else if (text_.substr(at_).starts_with("<<")) {
      at_ += 2;
      ReadHereDocument();
    } else {
      ++at_;
      if (Now() == '(') {
        SkipParentheses();
      } else if (Now() == '&' || Now() == '>' || Now() == '|') {
        ++at_;
      }
    }
  }

  void ReadHereDocument() {
    HereDocument document{.strips_tabs = Now() == '-'};
    at_ += document.strips_tabs ? 1 : 0;
    while (kBlanks.find(Now()) != std::string_view::npos && at_ < text_.size()) {
      ++at_;
    }
    const std::size_t begin = at_;
    while (at_ < text_.size() && kMeta.find(Now()) == std::string_view::npos) {
      SkipPiece();
    }
    document.end = text_.substr(begin, at_ - begin);
    std::erase_if(document.end,
                  [](char letter) { return letter == '\'' || letter == '"' || letter == '\\'; });
    documents_.push_back(std::move(document));
  }

  void Parenthesis() {
    Begin();
    if (Now() == ')') {
      const bool ends_pattern = !open_.empty() && open_.back().word == "esac";
      if (!ends_pattern) {
        Close(")");
      }
      ++at_;
      at_command_ = ends_pattern;
      return;
    }
    const bool is_subshell = at_command_ && Now(1) != '(';
    if (is_subshell) {
      open_.push_back({.word = ")", .opener = "(", .line = LineOf(at_)});
      simple_ = false;
      ++at_;
      return;
    }
    // Arithmetic, a list of an array, or the parentheses behind a function's name.
    awaits_body_ = Now(1) == ')';
    simple_ = simple_ && !at_command_;
    SkipParentheses();
    at_command_ = awaits_body_;
  }

  void Close(std::string_view word) {
    if (open_.empty() || open_.back().word != word) {
      Fail(LineOf(at_), "'" + std::string(word) + "' closes nothing");
      return;
    }
    open_.pop_back();
  }

  void Word() {
    Begin();
    const std::size_t begin = at_;
    while (at_ < text_.size() && kMeta.find(Now()) == std::string_view::npos) {
      SkipPiece();
      if (Now() == '(' && at_ > begin && text_[at_ - 1] == '=') {
        SkipParentheses();  // NAME=(a list)
      }
    }
    const std::string_view word = text_.substr(begin, at_ - begin);
    has_other_words_ = has_other_words_ || !at_command_ || !IsAssignment(word);
    if (!at_command_) {
      return;
    }
    awaits_command_ = false;
    if (const std::string_view closer = CloserOf(word); !closer.empty()) {
      open_.push_back({.word = closer, .opener = word, .line = LineOf(begin)});
      simple_ = false;
      awaits_body_ = false;
      at_command_ = IsOneOf(word, {"if", "while", "until", "{"});
    } else if (IsOneOf(word, {"fi", "done", "esac", "}"})) {
      Close(word);
      at_command_ = false;
    } else if (word == "function") {
      awaits_body_ = true;
      at_command_ = false;
      FunctionName();
    } else {
      const bool assigns = word.find('=') != std::string_view::npos && word.front() != '=';
      at_command_ = assigns || IsOneOf(word, {"then", "do", "else", "elif", "!", "time"});
    }
  }

  void FunctionName() {
    while (at_ < text_.size() && kBlanks.find(Now()) != std::string_view::npos) {
      ++at_;
    }
    while (at_ < text_.size() && kMeta.find(Now()) == std::string_view::npos) {
      ++at_;
    }
    at_command_ = true;
    simple_ = false;
    if (Now() == '(' && Now(1) == ')') {
      at_ += 2;
    }
  }

  /// One character, quoted text or expansion of a word.
  void SkipPiece() {
    const char now = Now();
    if (now == '\'') {
      SkipTo('\'');
    } else if (now == '"') {
      SkipDouble();
    } else if (now == '`') {
      SkipTo('`');
    } else if (now == '$' && Now(1) == '(') {
      ++at_;
      SkipParentheses();
    } else if (now == '$' && Now(1) == '{') {
      SkipBraces();
    } else {
      at_ += now == '\\' ? 2 : 1;
      at_ = std::min(at_, text_.size());
    }
  }

  void SkipTo(char quote) {
    const std::size_t begin = at_++;
    while (at_ < text_.size() && Now() != quote) {
      at_ += quote == '`' && Now() == '\\' ? 2U : 1U;
    }
    LeaveAt(begin, quote);
  }

  void SkipDouble() {
    const std::size_t begin = at_++;
    while (at_ < text_.size() && Now() != '"') {
      if (Now() == '\'') {
        ++at_;
      } else {
        SkipPiece();
      }
    }
    LeaveAt(begin, '"');
  }

  void SkipBraces() {
    const std::size_t begin = std::exchange(at_, at_ + 2);
    while (at_ < text_.size() && Now() != '}') {
      SkipPiece();
    }
    LeaveAt(begin, '{');
  }

  /// \pre Now() is '('
  void SkipParentheses() {
    const std::size_t begin = at_++;
    while (at_ < text_.size() && Now() != ')') {
      if (Now() == '(') {
        SkipParentheses();
      } else {
        SkipPiece();
      }
    }
    LeaveAt(begin, '(');
  }

  /// Steps over what ends a piece, if it is there.
  void LeaveAt(std::size_t begin, char opener) {
    if (at_ >= text_.size()) {
      Fail(LineOf(begin), std::string(1, opener) + " is not closed");
      return;
    }
    ++at_;
  }

  void EndStatement(bool background) {
    if (begin_) {
      const std::string_view text = text_.substr(*begin_, end_ - *begin_);
      result_.statements.push_back({.line = LineOf(*begin_),
                                    .text = std::string(text),
                                    .only_assigns = simple_ && !has_other_words_,
                                    .is_simple = simple_,
                                    .is_background = background});
    }
    begin_.reset();
    simple_ = true;
    has_other_words_ = false;
    awaits_command_ = false;
    awaits_body_ = false;
    at_command_ = true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::optional<std::size_t> begin_ = std::nullopt;  // of the statement
  std::size_t end_ = 0;                              // of its last word, bracket or here-document
  std::vector<Closer> open_ = {};
  std::vector<HereDocument> documents_ = {};
  bool at_command_ = true;       // the next word may be one of the shell's
  bool awaits_command_ = false;  // behind | && ||
  bool awaits_body_ = false;     // behind NAME()
  bool simple_ = true;
  bool has_other_words_ = false;  // than assignments
  ShellScript result_ = {};
};

}  // namespace

ShellScript ReadShellScript(std::string_view text) {
  return Scanner(text).Run();
}

}  // namespace executioner::importers
