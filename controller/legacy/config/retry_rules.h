/// \file
/// Converts the retry keys of old configurations to `retry` of a manifest. Pure.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "controller/domain/workflow.h"
#include "controller/legacy/config/config.h"

namespace executioner::legacy {

/// Returns the keys of the job, then those of the application, then the defaults of the old
/// program.
Retry Effective(const Retry& job, const Retry& application);

/// Returns the policy, or nothing if there are no retries. Either the status or the exit code is
/// enough, as in the old program.
/// \param effective  with every field set
/// \param notes  the key of each number that manifests cannot express exactly, such as
/// "retry_delay", and its new value are added to it
std::optional<domain::RetryPolicy> PolicyOf(const Retry& effective,
                                            std::vector<domain::Complaint>& notes);

/// \return whether a number in the notes of PolicyOf was set here
bool Gives(const Retry& retry, std::string_view key);

/// Returns whole seconds, rounded up, as in manifests.
/// \param notes  where `path` and the new value are added if it differs
int Seconds(double seconds, const std::string& path, std::vector<domain::Complaint>& notes);

}  // namespace executioner::legacy
