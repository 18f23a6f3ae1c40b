/// \file
/// Lines that stay, and below them, on a terminal, lines that are drawn over.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "controller/base/descriptor.h"
#include "controller/base/display_text.h"
#include "controller/cli/context.h"
#include "controller/cli/printer.h"

namespace executioner::cli {

/// Colors of lines: parameters of the SGR sequence.
inline constexpr const char* kPlain = "";
inline constexpr const char* kRed = "31";
inline constexpr const char* kGreen = "32";
inline constexpr const char* kYellow = "33";

/// Whether neither --no-color nor a NO_COLOR that is not empty (no-color.org) refuses colors. Only
/// the former also asks for lines that stay.
bool WantsColors(const Context& context);

/// Prints messages to stderr and output of jobs to stdout. Not thread-safe.
class Screen {
 public:
  explicit Screen(const Context& context);
  ~Screen();
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;
  Screen(Screen&&) = delete;
  Screen& operator=(Screen&&) = delete;

  bool IsQuiet() const { return quiet_; }

  /// Whether lines can be drawn over: stderr is a terminal that can do so.
  bool IsLive() const { return live_; }

  /// Lines that stay, as base::DisplayMessage has them; nothing when quiet.
  void Say(const char* color, const std::string& text);

  /// Like Say, and also if only warnings are printed.
  void Warn(const char* color, const std::string& text);

  /// Like Say, and also if only errors are printed.
  void Error(const char* color, const std::string& text);

  /// Waits until everything is written. \return whether stdout has it all
  bool Flush() { return printer_.Flush(); }

  /// A line of a job's output that stays, as base::DisplayOutput has it: with its colors, unless
  /// the context has none.
  void Write(const std::string& job, std::string_view line);

  /// Draws lines below those that stay, in place of those drawn before.
  /// \pre IsLive()
  void Draw(const std::vector<std::string>& lines);

  /// Erases the drawn lines.
  void Erase();

  std::size_t Columns() const;
  std::size_t Rows() const;

 private:
  void Print(const char* color, const std::string& text);

  bool color_;
  base::Colors output_colors_;
  bool quiet_;
  bool warns_;
  bool tells_errors_;
  bool live_;
  std::size_t drawn_ = 0;  // lines
  Printer printer_;
};

/// Not thread-safe.
class Ticker {
 public:
  Ticker();

  void Start();
  void Stop();

  int Descriptor() const { return timer_.Number(); }

  /// \return whether a second has passed since the last call. Never blocks.
  bool Take() const;

 private:
  base::Descriptor timer_;
  bool on_ = false;
};

}  // namespace executioner::cli
