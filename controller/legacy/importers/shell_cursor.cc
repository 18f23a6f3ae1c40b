#include "controller/legacy/importers/shell_cursor.h"

#include <algorithm>
#include <utility>

namespace executioner::legacy::importers {
namespace {

constexpr std::string_view kBlanks = " \t\r";
constexpr std::string_view kMeta = " \t\r\n;&|()<>";

bool IsIn(std::string_view letters, char letter) {
  return letter != '\0' && letters.find(letter) != std::string_view::npos;
}

}  // namespace

int ShellCursor::LineOf(std::size_t at) {
  // Counting from the start each time would take quadratic time.
  if (at < counted_to_) {
    counted_to_ = 0;
    counted_lines_ = 0;
  }
  const std::string_view more = text_.substr(counted_to_, at - counted_to_);
  counted_lines_ += static_cast<int>(std::ranges::count(more, '\n'));
  counted_to_ = at;
  return counted_lines_ + 1;
}

void ShellCursor::Fail(int line, std::string message) {
  if (error_.empty()) {
    error_line_ = line;
    error_ = std::move(message);
  }
  // To the end, so that all loops end: what follows an error cannot be understood.
  at_ = text_.size();
}

bool ShellCursor::MayNest() {
  if (depth_ < kDeepest) {
    return true;
  }
  Fail(LineOf(at_), "is nested deeper than " + std::to_string(kDeepest) + " levels");
  return false;
}

void ShellCursor::SkipBlanks() {
  while (IsIn(kBlanks, Now())) {
    ++at_;
  }
}

void ShellCursor::SkipWord() {
  const std::size_t begin = at_;
  while (!AtEnd() && !IsIn(kMeta, Now())) {
    SkipPiece(false);
    // NAME=(a list) is one word.
    if (Now() == '(' && at_ > begin && text_[at_ - 1] == '=') {
      SkipParentheses();
    }
  }
}

/// One character, quoted text or expansion of a word.
void ShellCursor::SkipPiece(bool in_double) {
  const char now = Now();
  if (now == '\'' && !in_double) {
    SkipTo('\'', false);
  } else if (now == '$' && Now(1) == '\'' && !in_double) {
    ++at_;
    SkipTo('\'', true);
  } else if (now == '"') {
    SkipDouble();
  } else if (now == '`') {
    SkipTo('`', true);
  } else if (now == '$' && Now(1) == '(') {
    ++at_;
    Now(1) == '(' ? SkipParentheses() : SkipCommands();
  } else if (now == '$' && Now(1) == '{') {
    SkipBraces(in_double);
  } else {
    at_ = std::min(at_ + (now == '\\' ? 2 : 1), text_.size());
  }
}

void ShellCursor::SkipTo(char quote, bool knows_escapes) {
  const std::size_t begin = at_++;
  while (!AtEnd() && Now() != quote) {
    at_ += knows_escapes && Now() == '\\' ? 2U : 1U;
  }
  LeaveAt(begin, quote);
}

/// \param opener  its first letter, which the message of an error names
template <class Step>
void ShellCursor::SkipNested(char opener, std::size_t size, char closer, const Step& step) {
  if (!MayNest()) {
    return;
  }
  ++depth_;
  const std::size_t begin = std::exchange(at_, at_ + size);
  while (!AtEnd() && Now() != closer) {
    step();
  }
  --depth_;
  LeaveAt(begin, opener);
}

void ShellCursor::SkipDouble() {
  SkipNested('"', 1, '"', [this] { SkipPiece(true); });
}

/// Whether an apostrophe in this "${NAME:-it's}" is not a quote: in double quotes, and a text that
/// stands for the value, not a pattern.
bool ShellCursor::HoldsPlainApostrophes() const {
  constexpr std::string_view kAround = ":-=+?}/%#^,@";
  const std::size_t sign = text_.find_first_of(kAround, at_ + 3);
  if (sign == std::string_view::npos) {
    return false;
  }
  return IsIn("-=+?", text_[text_[sign] == ':' ? std::min(sign + 1, text_.size() - 1) : sign]);
}

void ShellCursor::SkipBraces(bool in_double) {
  const bool plain = in_double && HoldsPlainApostrophes();
  SkipNested('{', 2, '}', [&] { SkipPiece(plain); });
}

void ShellCursor::SkipParentheses() {
  SkipNested('(', 1, ')', [this] {
    if (Now() == '(') {
      SkipParentheses();
      // A comment within a list may hold brackets and quotes.
    } else if (Now() == '#' && IsIn(" \t\n", text_[at_ - 1])) {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else {
      SkipPiece(false);
    }
  });
}

/// Steps over what ends a piece, if it is there.
void ShellCursor::LeaveAt(std::size_t begin, char opener) {
  if (AtEnd()) {
    Fail(LineOf(begin), std::string(1, opener) + " is not closed");
    return;
  }
  ++at_;
}

}  // namespace executioner::legacy::importers
