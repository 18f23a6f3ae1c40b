/// \file
/// Hides values of environment variables, which may be secrets: only their names are shown. Pure.
#pragma once

#include <string>

#include "controller/history/history.h"

namespace executioner::runs {

/// Replaces the values of variables in the arguments of two runs by "***", and by "*** (another
/// value)" on the right if the values differ.
void HideValues(history::RunRecord& left, history::RunRecord& right);

/// Returns "NAME=***" for a malformed NAME=VALUE, to be quoted in a message; without '=', the whole
/// text may be a value.
std::string HideValue(const std::string& assignment);

}  // namespace executioner::runs
