/// \file
/// Reads `jobs` of an old configuration, and the keys that jobs and application share. Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "controller/legacy/config/config.h"
#include "controller/legacy/config/key_reader.h"

namespace executioner::legacy {

/// Reads all keys of a job and finishes the reader.
Job ReadJob(KeyReader& keys);

/// Reads the retry keys that jobs and application share. \param prefix  "" or "default_"
Retry ReadRetry(KeyReader& keys, const std::string& prefix);

/// Reads a timeout. Values that the old program read as 600 or 0 seconds are errors.
std::optional<double> ReadTimeout(KeyReader& keys, std::string_view key);

/// Warns about variables that the system sets.
void WarnOfOverrides(KeyReader& keys, const std::map<std::string, std::string>& env);

/// Checks for duplicate IDs, unknown dependencies and cycles.
void CheckJobs(const Config& config, Findings& findings);

}  // namespace executioner::legacy
