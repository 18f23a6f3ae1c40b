/// \file
/// The live part of a terminal during a run: one line for each active job, and the totals. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "controller/base/time.h"
#include "controller/domain/status.h"

namespace executioner::cli {

/// A job with an active attempt.
struct ActiveJob {
  std::string name = {};
  int attempt = 1;
  base::Duration elapsed = {};
  std::string last_line = {};  ///< last line of its output; any bytes
};

/// The content of the view.
struct LiveView {
  std::vector<ActiveJob> active = {};  ///< oldest first
  domain::Counts counts = {};
  base::Duration elapsed = {};                        ///< duration of the run
  std::optional<base::Duration> left = std::nullopt;  ///< estimated from earlier runs
  std::size_t columns = 80;                           ///< of the terminal
  std::size_t rows = 24;
};

/// Returns the lines: at most half of the rows; each fits the columns and contains no cursor
/// movement. Names use at most half of a line.
/// \par Example
///   load (attempt 2)   12.4 s   1000 rows loaded
///   3 of 7 done, 1 running, 2 waiting; 1 min 2 s, about 40 s left
std::vector<std::string> DrawLive(const LiveView& view);

/// Returns a line of output that is safe for a terminal, without colors (base::DisplayOutput), in
/// at most `columns` columns.
std::string PrintableLine(std::string_view line, std::size_t columns);

/// Returns "1.2 s", "3 min 20 s" or "2 h 5 min".
std::string DurationText(base::Duration duration);

}  // namespace executioner::cli
