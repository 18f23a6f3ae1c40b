#include "controller/cli/screen.h"

#include <cstdint>
#include <cstdio>
#include <sys/ioctl.h>
#include <sys/timerfd.h>
#include <unistd.h>
#include <utility>

#include "controller/standalone/state.h"

namespace executioner::cli {
namespace {

bool IsTerminal(const Context& context) {
  const std::string kind = standalone::Variable(context.environment, "TERM");
  // A dumb terminal prints the sequences that move the cursor as text. Not stdout: the view goes to
  // stderr, so that output can be piped while it is shown.
  return !kind.empty() && kind != "dumb" && isatty(STDERR_FILENO) == 1;
}

/// \return {0, 0} if stderr is not a terminal
winsize SizeOfTerminal() {
  winsize size{};
  ioctl(STDERR_FILENO, TIOCGWINSZ, &size);
  return size;
}

void Set(const base::Descriptor& timer, time_t seconds) {
  itimerspec interval{};
  interval.it_interval.tv_sec = seconds;
  interval.it_value.tv_sec = seconds;
  timerfd_settime(timer.Number(), 0, &interval, nullptr);
}

}  // namespace

bool WantsColors(const Context& context) {
  return !context.no_color && standalone::Variable(context.environment, "NO_COLOR").empty();
}

Screen::Screen(const Context& context)
    : color_(WantsColors(context) && IsTerminal(context)),
      output_colors_(WantsColors(context) ? base::Colors::kKeep : base::Colors::kDrop),
      quiet_(context.quiet),
      warns_(!quiet_ || context.log_level == LogLevel::kWarning),
      tells_errors_(warns_ || context.log_level == LogLevel::kError),
      live_(!context.no_color && IsTerminal(context) && !quiet_) {
  std::fflush(stdout);  // what was said before comes first
}

Screen::~Screen() {
  Erase();
}

void Screen::Say(const char* color, const std::string& text) {
  if (!quiet_) {
    Print(color, text);
  }
}

void Screen::Warn(const char* color, const std::string& text) {
  if (warns_) {
    Print(color, text);
  }
}

void Screen::Error(const char* color, const std::string& text) {
  if (tells_errors_) {
    Print(color, text);
  }
}

void Screen::Print(const char* color, const std::string& text) {
  Erase();
  const std::string safe = base::DisplayMessage(text);
  const bool colored = color_ && *color != '\0';
  printer_.Print(STDERR_FILENO,
                 colored ? "\033[" + std::string(color) + "m" + safe + "\033[0m\n" : safe + "\n");
}

void Screen::Write(const std::string& job, std::string_view line) {
  Erase();
  printer_.Print(STDOUT_FILENO, job + " | " + base::DisplayOutput(line, output_colors_) + "\n");
}

void Screen::Draw(const std::vector<std::string>& lines) {
  Erase();
  std::string text;
  for (const std::string& line : lines) {
    text += base::DisplayLine(line) + "\n";
  }
  printer_.Print(STDERR_FILENO, std::move(text));
  // DrawLive keeps lines within the width: one that wrapped would need more than one row.
  drawn_ = lines.size();
}

void Screen::Erase() {
  if (drawn_ > 0) {
    printer_.Print(STDERR_FILENO, "\033[" + std::to_string(drawn_) + "A\r\033[J");
    drawn_ = 0;
  }
}

std::size_t Screen::Columns() const {
  const winsize size = SizeOfTerminal();
  // Serial lines and some containers do not tell their size.
  return size.ws_col == 0 ? 80 : size.ws_col;
}

std::size_t Screen::Rows() const {
  const winsize size = SizeOfTerminal();
  return size.ws_row == 0 ? 24 : size.ws_row;
}

Ticker::Ticker() : timer_(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)) {}

void Ticker::Start() {
  // A restart would prevent it from expiring while output comes more often than once a second.
  if (!on_) {
    Set(timer_, 1);
    on_ = true;
  }
}

void Ticker::Stop() {
  Set(timer_, 0);
  on_ = false;
}

bool Ticker::Take() const {
  std::uint64_t seconds = 0;
  return read(timer_.Number(), &seconds, sizeof seconds) == sizeof seconds;
}

}  // namespace executioner::cli
