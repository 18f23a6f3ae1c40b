/// \file
/// Converts release notes of an Oracle project to a Workflow. Pure.
#pragma once

#include <string>
#include <string_view>

#include "controller/legacy/importers/imported.h"

namespace executioner::legacy::importers {

struct ReleaseOptions {
  std::string filename = {};   ///< for places
  std::string name = {};       ///< of the Workflow; changed to a valid name
  std::string log_dir = {};    ///< overrides a line "Log Directory: PATH"
  bool critical_check = true;  ///< a line with CRITICAL stops the run until a person continues it
};

/// Each line with "sqlplus /nolog @PR_7.sql" becomes the job PR_7, whose logs must not contain ORA-
/// errors; lines with "run -u" become the jobs run_cmd_1, run_cmd_2, ..., one after the other. All
/// other lines are prose; a note names each that looks like a command.
Imported FromReleaseNotes(std::string_view text, const ReleaseOptions& options);

}  // namespace executioner::legacy::importers
