/// \file
/// `status` of a Workflow or Job as JSON. Pure.
#pragma once

#include <cstddef>
#include <string>

#include "controller/domain/status.h"

namespace executioner::pods {

/// \param single  a Job: attempts, exitCode and pod of its job are also written at the top level
std::string EncodeStatus(const domain::Status& status, bool single);

/// Makes a status fit into `budget` bytes of JSON. All messages are cut to 1,024 bytes. If that is
/// not enough, the earlier attempts and the ready and launch times of jobs are left out; then
/// messages lose the output that they quote; then those of jobs are cut to 512 and to 128 bytes and
/// left out, and the first of them is kept in the message of the run. The times of jobs that have
/// ended follow, then the names of pods. What remains fits for 1,000 jobs with the longest names.
/// \return the JSON, or "" if it still does not fit
std::string EncodeStatusWithin(domain::Status status, bool single, std::size_t budget);

}  // namespace executioner::pods
