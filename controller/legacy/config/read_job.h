/// \file
/// Reads what stands in `jobs` of an old configuration, and what jobs and application share. Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "controller/legacy/config/config.h"
#include "controller/legacy/config/key_reader.h"

namespace executioner::legacy {

/// All keys of a job; finishes the reader.
Job ReadJob(KeyReader& keys);

/// The retry keys that jobs and application share. \param prefix  "" or "default_"
Retry ReadRetry(KeyReader& keys, const std::string& prefix);

/// A wall-clock limit; what the old program took for 600 or for 0 seconds is an error.
std::optional<double> ReadTimeout(KeyReader& keys, std::string_view key);

/// Warns of variables that the system sets.
void WarnOfOverrides(KeyReader& keys, const std::map<std::string, std::string>& env);

/// Ids that stand twice, dependencies that do not exist, rings.
void CheckJobs(const Config& config, Findings& findings);

}  // namespace executioner::legacy
