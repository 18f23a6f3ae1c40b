/// \file
/// A place in a shell script that moves over words, quoted text and expansions as a whole. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace executioner::legacy::importers {

/// Who reads commands is derived from it: `$(...)` holds commands again.
class ShellCursor {
 public:
  /// Quotes, braces and brackets may stand in each other this deep. Each level takes a piece of the
  /// stack, and no script that a person wrote comes near.
  static constexpr int kDeepest = 100;

  ShellCursor(const ShellCursor&) = delete;
  ShellCursor& operator=(const ShellCursor&) = delete;
  virtual ~ShellCursor() = default;

 protected:
  /// \param depth  in how many quotes, braces and brackets the place is
  ShellCursor(std::string_view text, std::size_t at, int depth)
      : text_(text), at_(at), depth_(depth) {}

  /// Over "(", commands and ")".
  /// \pre Now() is '('
  virtual void SkipCommands() = 0;

  /// The letter `ahead` of the place; 0 behind the end.
  char Now(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  bool AtEnd() const { return at_ >= text_.size(); }

  /// From 1. Counts on from the last answer when that was for a place before this one.
  int LineOf(std::size_t at);

  /// Keeps the first complaint, and goes to the end: nothing behind it can be understood.
  void Fail(int line, std::string message);

  bool HasFailed() const { return !error_.empty(); }

  /// One level deeper than this place; fails at kDeepest.
  /// \return whether it may be entered
  bool MayNest();

  /// Over spaces and tabs.
  void SkipBlanks();

  /// Skips everything up to a blank, an operator or a bracket, and the list of NAME=(a list).
  void SkipWord();

  /// Over a pair of brackets that holds no commands: arithmetic, a list, a pattern.
  /// \pre Now() is '('
  void SkipParentheses();

  std::string_view text_;
  std::size_t at_;
  int depth_;
  int error_line_ = 0;
  std::string error_ = {};

 private:
  void SkipPiece(bool in_double);
  void SkipTo(char quote, bool knows_escapes);
  /// Over an opener of `size` letters, what `step` moves over, and the closer.
  template <class Step>
  void SkipNested(char opener, std::size_t size, char closer, const Step& step);
  void SkipDouble();
  void SkipBraces(bool in_double);
  bool HoldsPlainApostrophes() const;
  void LeaveAt(std::size_t begin, char opener);

  std::size_t counted_to_ = 0;  // see LineOf
  int counted_lines_ = 0;
};

}  // namespace executioner::legacy::importers
