/// \file
/// Values of environment variables may be secrets: what is shown of a run has their names only.
/// Pure.
#pragma once

#include <string>

#include "controller/history/history.h"

namespace executioner::runs {

/// Masks the values of variables in what was added on the command line of two runs: "***", and
/// "*** (another value)" on the right where the left one has another value.
void HideValues(history::RunRecord& left, history::RunRecord& right);

/// "NAME=***" for what should be NAME=VALUE and is not, to be quoted in a message: without an '='
/// all of it may be a value.
std::string HideValue(const std::string& assignment);

}  // namespace executioner::runs
