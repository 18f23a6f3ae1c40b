/// \file
/// All texts reach stdout and stderr through these functions, which make them safe for a terminal
/// (base::DisplayText); only output of jobs does not (`logs`, Screen::Write).
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace executioner::cli {

/// Prints lines; texts quoted in them must be single lines (see base::DisplayLine).
/// \param stream  stdout or stderr
void PrintText(std::FILE* stream, std::string_view text);

/// Prints one message and a line feed. All lines except the first are indented, so that quoted text
/// cannot be mistaken for our lines.
void PrintMessage(std::FILE* stream, std::string_view message);

/// Prints "PLACE: KIND MESSAGE" to stderr, and below it the line of `text` at that place with a
/// mark below the column.
/// \param place  "etl.yaml:12:5", or without line and column
/// \param kind   "warning: ", or ""
void PrintComplaint(const std::string& text, const std::string& place, const char* kind,
                    const std::string& message);

/// The first line of a message, then its other lines, each behind `before`, and the last output of
/// a job behind `before` and "| ": so that no job can write a line that looks like one of ours.
/// \par Example
///   exit code 3
///       | Phase: Succeeded
std::string MessageBlock(std::string_view message, std::string_view before);

/// The first line of a message, without the last output of a job.
std::string MessageHead(std::string_view message);

}  // namespace executioner::cli
