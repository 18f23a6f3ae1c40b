/// \file
/// Runs as CSV for other programs, one row for each attempt of a job. Pure.
#pragma once

#include <string>

#include "controller/history/history.h"

namespace executioner::runs {

/// The names of the columns of CsvRows.
std::string CsvHeader();

/// RFC 4180, but with plain line feeds; times in RFC 3339, durations in milliseconds.
std::string CsvRows(const history::RunRecord& run);

}  // namespace executioner::runs
