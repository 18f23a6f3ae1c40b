/// \file
/// What a terminal shows below the lines that stay while a run goes on: one line for each active
/// job, and the totals. Pure: lines from values.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "controller/base/time.h"
#include "controller/domain/status.h"

namespace executioner::cli {

/// A job that has an attempt under way.
struct ActiveJob {
  std::string name = {};
  int attempt = 1;
  base::Duration elapsed = {};
  std::string last_line = {};  ///< of its output; any bytes
};

/// All that is drawn.
struct LiveView {
  std::vector<ActiveJob> active = {};  ///< oldest first
  domain::Counts counts = {};
  base::Duration elapsed = {};                        ///< of the run
  std::optional<base::Duration> left = std::nullopt;  ///< by earlier runs
  std::size_t columns = 80;                           ///< of the terminal
  std::size_t rows = 24;
};

/// At most half of the rows; each line fits the columns, and holds nothing that moves a cursor.
/// Names take half of a line at most.
/// \par Example
///   load (attempt 2)   12.4 s   1000 rows loaded
///   3 of 7 done, 1 running, 2 waiting; 1 min 2 s, about 40 s left
std::vector<std::string> DrawLive(const LiveView& view);

/// A line of output as it can stand on a terminal, without colors (base::DisplayOutput), in
/// `columns` columns at most.
std::string PrintableLine(std::string_view line, std::size_t columns);

/// "1.2 s", "3 min 20 s", "2 h 5 min".
std::string DurationText(base::Duration duration);

}  // namespace executioner::cli
