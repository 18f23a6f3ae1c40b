/// \file
/// What differs between two runs: manifest, additions, outcome and timing. Pure.
#pragma once

#include <string>

#include "controller/history/history.h"

namespace executioner::cli {

/// For people. \param manifest  what differs between the manifests, as ManifestDiff says it; "" for
/// nothing
std::string RunDiffText(const history::RunRecord& left, const history::RunRecord& right,
                        const std::string& manifest);

/// {"runs": [l, r], "manifest": [...], "arguments": [l, r], "phase": [l, r], "durationMs": [l, r],
/// "jobs": [{"name", "phase": [l, r], "attempts": [l, r], "durationMs": [l, r]}]}; null for what a
/// run does not have.
std::string RunDiffJson(const history::RunRecord& left, const history::RunRecord& right,
                        const std::string& manifest);

}  // namespace executioner::cli
