/// \file
/// The retry keys of old configurations as `retry` of a manifest. Pure.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "controller/domain/workflow.h"
#include "controller/legacy/config/config.h"

namespace executioner::legacy {

/// What is given for a job, then what is given for all, then the defaults of the old program.
Retry Effective(const Retry& job, const Retry& application);

/// The same as a policy, or nothing when nothing is ever retried. Either the status or the exit
/// code is enough, as it was.
/// \param effective  with every field set
/// \param notes  gets the key of each number that manifests cannot say exactly, "retry_delay", and
///        what becomes of it
std::optional<domain::RetryPolicy> PolicyOf(const Retry& effective,
                                            std::vector<domain::Complaint>& notes);

/// Whether a number that PolicyOf tells of was given here.
bool Gives(const Retry& retry, std::string_view key);

/// Seconds as manifests count them: whole ones, rounded up.
int WholeSeconds(double seconds);

}  // namespace executioner::legacy
