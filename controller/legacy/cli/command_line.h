/// \file
/// The command line of the old program, `executioner -c CONFIG.json` and its flags, based on the
/// functions of the current commands.
#pragma once

#include "controller/cli/commands.h"

namespace executioner::legacy {

/// Returns the `convert` command, and the handler for command lines that begin with an old flag.
/// Those exit with the old exit codes: 0 success, 1 any failure, 2 wrong usage, 143 after SIGTERM.
cli::Extension CommandLine();

}  // namespace executioner::legacy
