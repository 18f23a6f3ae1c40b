/// \file
/// Release notes of an Oracle project as a Workflow that carries them out. Pure.
#pragma once

#include <string>
#include <string_view>

#include "controller/legacy/importers/imported.h"

namespace executioner::legacy::importers {

struct ReleaseOptions {
  std::string filename = {};   ///< for places
  std::string name = {};       ///< of the Workflow, made a legal one
  std::string log_dir = {};    ///< wins over a line "Log Directory: PATH"
  bool critical_check = true;  ///< a line with CRITICAL stops the run until a person lets it go on
};

/// Each line with "sqlplus /nolog @PR_7.sql" becomes the job PR_7 whose logs must lack ORA- errors,
/// each with "run -u" the job run_cmd_1, 2, ...; one after the other. All else is
/// prose; a note names each line of it that looks like a command.
Imported FromReleaseNotes(std::string_view text, const ReleaseOptions& options);

}  // namespace executioner::legacy::importers
