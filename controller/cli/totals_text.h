/// \file
/// The totals of a run in one line. Pure.
#pragma once

#include <string>

#include "controller/domain/status.h"
#include "controller/runs/run_remarks.h"

namespace executioner::cli {

/// How many jobs ended in which phase; phases without a job are left out, except the first.
/// \par Example
///   11 of 12 succeeded, 1 failed (allowed)
std::string TotalsText(const domain::Status& status, const runs::RunRemarks& remarks);

}  // namespace executioner::cli
