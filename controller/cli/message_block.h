/// \file
/// Lays out multi-line messages that appear between our own lines. Pure.
#pragma once

#include <string>
#include <string_view>

namespace executioner::cli {

/// The first line of a message, then its other lines, each behind `before`, and the last output of
/// a job behind `before` and "| ": so that no job can write a line that looks like one of ours.
/// \par Example
///   exit code 3
///       | Phase: Succeeded
std::string MessageBlock(std::string_view message, std::string_view before);

/// The first line of a message, without the last output of a job.
std::string MessageHead(std::string_view message);

}  // namespace executioner::cli
