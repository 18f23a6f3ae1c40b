#include "controller/cli/live_view.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "controller/base/display_text.h"
#include "controller/cli/display_width.h"

namespace executioner::cli {
namespace {

constexpr std::size_t kLeastLines = 2;
constexpr std::size_t kLeastName = 10;  // columns

/// A line without the blanks at its end.
std::string_view WithoutEnd(std::string_view line) {
  return line.substr(0, line.find_last_not_of(' ') + 1);
}

/// The name, shortened so that half of the line is left for progress.
std::string Label(const ActiveJob& job, std::size_t columns) {
  const std::string attempt =
      job.attempt == 1 ? "" : " (attempt " + std::to_string(job.attempt) + ")";
  const std::size_t most = std::max(columns / 2, kLeastName);
  const std::size_t left = most > kLeastName + attempt.size() ? most - attempt.size() : kLeastName;
  return Shortened(base::DisplayLine(job.name), left) + attempt;
}

/// Whole seconds: a tenth that stands still for a second looks stuck.
std::string SecondsText(base::Duration duration) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(duration);
  return seconds.count() < 60 ? std::to_string(seconds.count()) + " s" : DurationText(seconds);
}

std::string Totals(const LiveView& view) {
  const domain::Counts& counts = view.counts;
  const int done = counts.succeeded + counts.failed + counts.skipped;
  std::string text = std::to_string(done) + " of " + std::to_string(counts.total) + " done";
  if (counts.failed > 0) {
    text += " (" + std::to_string(counts.failed) + " failed)";
  }
  text += ", " + std::to_string(counts.running) + " running, " + std::to_string(counts.pending) +
          " waiting; " + SecondsText(view.elapsed);
  if (view.left) {
    text += ", about " + SecondsText(*view.left) + " left";
  }
  return text;
}

}  // namespace

std::string DurationText(base::Duration duration) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(duration).count();
  if (seconds < 60) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.1f s", static_cast<double>(duration.count()) / 1000);
    return text.data();
  }
  if (seconds < 3600) {
    return std::to_string(seconds / 60) + " min " + std::to_string(seconds % 60) + " s";
  }
  return std::to_string(seconds / 3600) + " h " + std::to_string(seconds / 60 % 60) + " min";
}

std::string PrintableLine(std::string_view line, std::size_t columns) {
  std::string text = base::DisplayOutput(line, base::Colors::kDrop);
  std::ranges::replace(text, '\t', ' ');
  return CutToWidth(text, columns);
}

std::vector<std::string> DrawLive(const LiveView& view) {
  // The other half is left for the lines that stay.
  const std::size_t most = std::max(view.rows / 2, kLeastLines) - 1;
  const bool fits = view.active.size() <= most;
  // A line is needed to say how many more there are.
  const std::size_t shown = fits ? view.active.size() : most - 1;
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = 0; i < shown; ++i) {
    const ActiveJob& job = view.active[i];
    rows.push_back({Label(job, view.columns), SecondsText(job.elapsed),
                    PrintableLine(job.last_line, view.columns)});
  }
  std::vector<std::string> lines;
  const std::string table = TextTable(rows);
  for (std::size_t begin = 0; begin < table.size();) {
    const std::size_t end = table.find('\n', begin);
    lines.push_back(PrintableLine(WithoutEnd(std::string_view(table).substr(begin, end - begin)),
                                  view.columns));
    begin = end + 1;
  }
  if (!fits) {
    lines.push_back("and " + std::to_string(view.active.size() - shown) + " more");
  }
  lines.push_back(PrintableLine(Totals(view), view.columns));
  return lines;
}

}  // namespace executioner::cli
