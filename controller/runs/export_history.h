/// \file
/// Formats runs as CSV, one row for each attempt of a job. Pure.
#pragma once

#include <string>

#include "controller/history/history.h"

namespace executioner::runs {

/// Returns the names of the columns of CsvRows.
std::string CsvHeader();

/// Returns rows as in RFC 4180, but with plain line feeds; times in RFC 3339, durations in
/// milliseconds.
std::string CsvRows(const history::RunRecord& run);

}  // namespace executioner::runs
