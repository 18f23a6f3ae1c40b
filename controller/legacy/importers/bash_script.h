/// \file
/// A shell script as a Workflow: one job for each command or block, one after the other. Pure.
#pragma once

#include <string>
#include <string_view>

#include "controller/legacy/importers/imported.h"

namespace executioner::legacy::importers {

/// What only changes the shell, and does the same each time, stands before every job behind it,
/// since each has a shell of its own; `export NAME=text` before the first command becomes
/// `defaults.env`. From the first statement that may change it in any other way, the rest of the
/// script is one job. Commands that only print are put together, and so is what reads `$?` or `$!`
/// with the command that it is of. Every statement is in a job, in `defaults.env`, or named.
/// \param filename  for places
/// \param name      of the Workflow, made a legal one
Imported FromBashScript(std::string_view text, const std::string& filename,
                        const std::string& name);

}  // namespace executioner::legacy::importers
