/// \file
/// Converts a shell script to a Workflow: one job for each command or block, one after the other.
/// Pure.
#pragma once

#include <string>
#include <string_view>

#include "controller/legacy/importers/imported.h"

namespace executioner::legacy::importers {

/// Statements that only change the shell, and in the same way each time, are repeated at the start
/// of every later job, because each job has its own shell; `export NAME=text` before the first
/// command becomes `defaults.env`. From the first statement that may change the shell in any other
/// way, the rest of the script is one job. Commands that only print share a job, and statements
/// that read `$?` or `$!` share the job of the command that sets it. Every statement is in a job,
/// in `defaults.env`, or named in a note.
/// \param filename  for places
/// \param name      of the Workflow; changed to a valid name
Imported FromBashScript(std::string_view text, const std::string& filename,
                        const std::string& name);

}  // namespace executioner::legacy::importers
