#include "controller/legacy/importers/shell_statements.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "controller/legacy/importers/here_document.h"
#include "controller/legacy/importers/shell_cursor.h"
#include "controller/legacy/importers/shell_words.h"

namespace executioner::legacy::importers {
namespace {

constexpr std::string_view kBlanks = " \t\r";

struct Closer {
  std::string_view word = {};  ///< "fi"
  std::string_view opener = {};
  int line = 0;
  bool in_pattern = false;  ///< of a `case`: up to the bracket
};

class Scanner final : private ShellCursor {
 public:
  /// \param depth  of `at`; more than 0: up to the ')' of the "$(" before `at`
  explicit Scanner(std::string_view text, std::size_t at = 0, int depth = 0)
      : ShellCursor(text, at, depth), is_nested_(depth > 0), covered_(at) {}

  ShellScript Run() {
    while (!AtEnd() && !HasFailed() && !has_ended_) {
      Step();
    }
    if (!open_.empty()) {
      Fail(open_.back().line, Quoted(open_.back().opener) + " is not closed");
    } else if (!documents_.empty()) {
      FailDocument(documents_.front());
    }
    EndStatement(false);
    if (!is_nested_) {
      Cover(text_.size());
    }
    result_.error_line = error_line_;
    result_.error = error_;
    return std::move(result_);
  }

 private:
  static std::string Quoted(std::string_view word) { return "'" + std::string(word) + "'"; }

  void SkipCommands() override {
    if (!MayNest()) {
      return;
    }
    const std::size_t begin = at_;
    Scanner inner(text_, at_ + 1, depth_ + 1);
    const ShellScript script = inner.Run();
    at_ = inner.at_;
    if (!script.error.empty()) {
      Fail(script.error_line, script.error);
    } else if (!inner.has_ended_) {
      Fail(LineOf(begin), "( is not closed");
    }
  }

  /// Nothing is lost: what stands between the last statement and this place only separates.
  void Cover(std::size_t until) {
    if (!HasFailed() && !OnlySeparates(text_.substr(covered_, until - covered_))) {
      Fail(LineOf(covered_), "cannot be read as a statement");
    }
  }

  bool IsIn(std::string_view closer) const { return !open_.empty() && open_.back().word == closer; }

  bool InPattern() const { return !open_.empty() && open_.back().in_pattern; }

  void Begin() {
    begin_ = begin_.value_or(at_);
    list_operator_ = {};
  }

  bool IsContinuedLine() const {
    return Now() == '\\' && (Now(1) == '\n' || (Now(1) == '\r' && Now(2) == '\n'));
  }

  bool IsRedirection() const {
    return Now() == '<' || Now() == '>' || (Now() == '&' && Now(1) == '>');
  }

  void Step() {
    const char now = Now();
    if (kBlanks.find(now) != std::string_view::npos) {
      ++at_;
    } else if (IsContinuedLine()) {
      at_ += 2;
    } else if (now == '#') {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if (now == '\n') {
      Newline();
    } else if (IsRedirection()) {
      Redirection();
      end_ = at_;
    } else if (now == ';' || now == '&' || now == '|') {
      Operator();
    } else if (now == '(' || now == ')') {
      Parenthesis();
      end_ = has_ended_ ? end_ : at_;
    } else {
      Word();
      end_ = at_;
    }
  }

  void Newline() {
    const bool is_open = !open_.empty() || !list_operator_.empty() || awaits_body_;
    ++at_;
    for (const HereDocument& document : std::exchange(documents_, {})) {
      SkipHereDocument(document);
    }
    if (!is_open) {
      EndStatement(false);
    }
    EndCommand();
  }

  void EndCommand() {
    at_command_ = true;
    commands_.End();
  }

  void SkipHereDocument(const HereDocument& document) {
    while (!AtEnd()) {
      end_ = std::min(text_.find('\n', at_), text_.size());
      const std::string_view line = text_.substr(at_, end_ - at_);
      at_ = std::min(end_ + 1, text_.size());
      if (document.EndsWith(line)) {
        return;
      }
    }
    FailDocument(document);
  }

  void FailDocument(const HereDocument& document) {
    Fail(LineOf(begin_.value_or(0)),
         "the here-document " + Quoted(document.end) + " is not closed");
  }

  void Operator() {
    const std::size_t begin = at_;
    const char first = Now();
    at_ += Now(1) == first ? 2U : 1U;
    at_ += (first == '|' || first == ';') && Now() == '&' ? 1U : 0U;
    const std::string_view sign = text_.substr(begin, at_ - begin);
    next_.ignores_failures = next_.ignores_failures || sign == "&&" || sign == "||";
    if (!begin_ || !list_operator_.empty()) {
      Fail(LineOf(begin), Quoted(sign) + " has nothing before it");
    } else if (IsIn("]]")) {
      return;
    } else if (!open_.empty()) {
      open_.back().in_pattern = InPattern() || (IsIn("esac") && sign.size() > 1 && first == ';');
    } else if (!next_.function.empty() && sign != ";") {
      Fail(LineOf(*begin_), "the function " + Quoted(next_.function) +
                                " is defined inside a list: make it a statement of its own");
    } else if (first == '|' || sign == "&&") {
      list_operator_ = sign;
      next_.is_simple = false;
    } else {
      EndAt(sign, begin);
    }
    EndCommand();
  }

  /// At a ';' or '&' that ends a statement, except that the text of a here-document comes later.
  void EndAt(std::string_view sign, std::size_t begin) {
    if (sign.size() > 1) {
      Fail(LineOf(begin), Quoted(sign) + " is not inside a 'case'");
    } else if (documents_.empty()) {
      EndStatement(sign == "&");
    } else if (sign == "&") {
      Fail(LineOf(begin), "a command with a here-document runs in the background");
    } else {
      next_.is_simple = false;
      end_ = at_;
    }
  }

  void Redirection() {
    Begin();
    has_other_words_ = true;
    at_ += Now() == '&' ? 1U : 0U;
    if (text_.substr(at_).starts_with("<<<")) {
      at_ += 3;
    } else if (text_.substr(at_).starts_with("<<")) {
      at_ += 2;
      next_.redirects = true;
      ReadHereDocument();
      return;
    } else if (++at_; Now() == '&' || Now() == '>' || Now() == '|') {
      ++at_;
    }
    if (Now() != '(') {
      SkipBlanks();
      at_ += (Now() == '<' || Now() == '>') && Now(1) == '(' ? 1U : 0U;
    }
    if (IsIn("]]")) {
      return;  // a comparison
    }
    const std::size_t target = at_;
    Now() == '(' ? SkipCommands() : SkipWord();
    next_.redirects = next_.redirects ||
                      !IsOneOf(text_.substr(target, at_ - target), {"/dev/null", "1", "2", "-"});
  }

  void ReadHereDocument() {
    HereDocument document{.strips_tabs = Now() == '-'};
    at_ += document.strips_tabs ? 1U : 0U;
    SkipBlanks();
    const std::size_t begin = at_;
    SkipWord();
    document.SetEnd(text_.substr(begin, at_ - begin));
    documents_.push_back(std::move(document));
  }

  void Parenthesis() {
    Begin();
    const bool is_glob =
        at_ > 0 && std::string_view("@!?*+").find(text_[at_ - 1]) != std::string_view::npos;
    if (InPattern() && !(Now() == '(' && is_glob)) {
      open_.back().in_pattern = Now() != ')';
      at_command_ = Now() == ')';
      ++at_;
    } else if (Now() == ')') {
      CloseParenthesis();
    } else if (at_command_ && !IsIn("]]") && Now(1) != '(') {
      TakeBody();
      open_.push_back({.word = ")", .opener = "(", .line = LineOf(at_)});
      ++subshells_;
      ++at_;
    } else if (const std::size_t size = EmptyParentheses(); size > 0 && !IsIn("]]")) {
      const std::string_view name = text_.substr(*begin_, at_ - *begin_);
      at_ += size;
      AwaitBody(name.substr(0, name.find_last_not_of(kBlanks) + 1));
    } else {
      const bool is_arithmetic = Now(1) == '(' && !IsIn("]]");
      if (is_arithmetic && at_command_) {
        TakeBody();
      }
      SkipParentheses();
      at_command_ = is_arithmetic;  // "for ((...)) do"
    }
  }

  void CloseParenthesis() {
    has_ended_ = is_nested_ && open_.empty();
    if (!has_ended_) {
      Close(")");
    }
    at_ = std::min(at_ + 1, text_.size());
  }

  /// How long "( )" is; 0 when something else stands here.
  std::size_t EmptyParentheses() const {
    const std::size_t end = text_.find_first_not_of(kBlanks, at_ + 1);
    return Now() == '(' && end < text_.size() && text_[end] == ')' ? end + 1 - at_ : 0;
  }

  void AwaitBody(std::string_view name) {
    awaits_body_ = true;
    at_command_ = true;
    next_.is_simple = false;
    if (open_.empty() && name.find_first_of(" \t\n") == std::string_view::npos) {
      next_.function = name;
      commands_.Take();
    } else {
      AddFirst("function");
    }
  }

  /// A block begins.
  void TakeBody() {
    awaits_body_ = false;
    next_.is_simple = false;
  }

  void Close(std::string_view word) {
    if (open_.empty() || open_.back().word != word) {
      Fail(LineOf(at_ - 1), Quoted(word) + " closes nothing");
      return;
    }
    open_.pop_back();
    subshells_ -= word == ")" ? 1 : 0;
    EndCommand();  // "} }"
  }

  void Word() {
    Begin();
    const std::size_t begin = at_;
    SkipWord();
    const std::string_view word = text_.substr(begin, at_ - begin);
    has_other_words_ = has_other_words_ || !at_command_ || !IsAssignment(word);
    if (InPattern() || IsIn("]]")) {
      commands_.AddArgument(word);
      if (word == open_.back().word) {
        Close(word);
      }
    } else if (at_command_) {
      CommandWord(word, begin);
    } else {
      commands_.AddArgument(word);
    }
  }

  void AddFirst(std::string_view word) {
    if (subshells_ == 0) {
      commands_.AddFirst(word, IsAssignment(word));
    }
  }

  void CommandWord(std::string_view word, std::size_t begin) {
    if (const std::string_view closer = CloserOf(word); !closer.empty()) {
      next_.is_simple = next_.is_simple && closer == "]]";
      awaits_body_ = false;
      open_.push_back(
          {.word = closer, .opener = word, .line = LineOf(begin), .in_pattern = word == "case"});
      at_command_ = IsOneOf(word, {"if", "while", "until", "{"});
      AddFirst(word);
    } else if (awaits_body_) {
      Fail(LineOf(begin), "the body of a function is not a block");
    } else if (IsOneOf(word, {"fi", "done", "esac", "}"})) {
      Close(word);
    } else if (word == "function") {
      FunctionName(begin);
    } else if (IsOneOf(word, {"then", "do", "else", "elif", "!", "time"})) {
      next_.ignores_failures = next_.ignores_failures || word == "!";
      EndCommand();
    } else {
      at_command_ = IsAssignment(word);
      AddFirst(word);
    }
  }

  void FunctionName(std::size_t keyword) {
    SkipBlanks();
    const std::size_t begin = at_;
    SkipWord();
    const std::string_view name = text_.substr(begin, at_ - begin);
    AwaitBody(keyword == begin_ ? name : " ");
    SkipBlanks();
    at_ += EmptyParentheses();
  }

  void EndStatement(bool background) {
    if (awaits_body_ && !HasFailed()) {
      Fail(LineOf(*begin_), "the function " + Quoted(next_.function) + " has no body");
    }
    if (!list_operator_.empty() && !HasFailed()) {
      Fail(LineOf(static_cast<std::size_t>(list_operator_.data() - text_.data())),
           Quoted(list_operator_) + " has nothing behind it");
    }
    if (begin_ && !is_nested_ && !HasFailed()) {
      Cover(*begin_);
      const std::string_view text = text_.substr(*begin_, end_ - *begin_);
      next_.line = LineOf(*begin_);
      next_.text = text;
      next_.only_assigns = next_.is_simple && !has_other_words_;
      next_.is_background = background;
      next_.commands = commands_.Take();
      result_.statements.push_back(std::move(next_));
      covered_ = end_;
    }
    begin_.reset();
    next_ = {};
    has_other_words_ = false;
    awaits_body_ = false;
    EndCommand();
  }

  bool is_nested_;
  std::size_t covered_;     // up to here all is in a statement or only separates
  bool has_ended_ = false;  // the nested commands
  std::optional<std::size_t> begin_ = std::nullopt;  // of the statement
  std::size_t end_ = 0;                              // of its last word, bracket or here-document
  std::vector<Closer> open_ = {};
  std::vector<HereDocument> documents_ = {};
  std::string_view list_operator_ = {};  // | && || with nothing behind it so far
  bool at_command_ = true;               // the next word may be one of the shell's
  bool awaits_body_ = false;             // behind NAME()
  Statement next_ = {};
  bool has_other_words_ = false;  // than assignments
  int subshells_ = 0;             // that are open
  CommandList commands_ = {};
  ShellScript result_ = {};
};

}  // namespace

ShellScript ReadShellScript(std::string_view text) {
  return Scanner(text).Run();
}

}  // namespace executioner::legacy::importers
