/// \file
/// A place in a shell script that moves over words, quoted text and expansions as a whole. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace executioner::importers {

/// Who reads commands is derived from it: `$(...)` holds commands again.
class ShellCursor {
 public:
  ShellCursor(const ShellCursor&) = delete;
  ShellCursor& operator=(const ShellCursor&) = delete;
  virtual ~ShellCursor() = default;

 protected:
  ShellCursor(std::string_view text, std::size_t at) : text_(text), at_(at) {}

  /// Over "(", commands and ")".
  /// \pre Now() is '('
  virtual void SkipCommands() = 0;

  /// The letter `ahead` of the place; 0 behind the end.
  char Now(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  bool AtEnd() const { return at_ >= text_.size(); }

  /// From 1.
  int LineOf(std::size_t at) const;

  /// Keeps the first complaint, and goes to the end: nothing behind it can be understood.
  void Fail(int line, std::string message);

  bool HasFailed() const { return !error_.empty(); }

  /// Over spaces and tabs.
  void SkipBlanks();

  /// Over all that is no blank, operator or bracket, and the list of NAME=(a list).
  void SkipWord();

  /// Over a pair of brackets that holds no commands: arithmetic, a list, a pattern.
  /// \pre Now() is '('
  void SkipParentheses();

  std::string_view text_;
  std::size_t at_;
  int error_line_ = 0;
  std::string error_ = {};

 private:
  void SkipPiece(bool in_double);
  void SkipTo(char quote, bool knows_escapes);
  void SkipDouble();
  void SkipBraces(bool in_double);
  bool HoldsPlainApostrophes() const;
  void LeaveAt(std::size_t begin, char opener);
};

}  // namespace executioner::importers
