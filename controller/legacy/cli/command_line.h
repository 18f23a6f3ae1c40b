/// \file
/// The command line of the program that Executioner was before: `executioner -c CONFIG.json` and
/// its flags, on the functions that the commands of today use.
#pragma once

#include "controller/cli/commands.h"

namespace executioner::legacy {

/// The `convert` command, and command lines that begin with one of the old flags. Those end with
/// the old exit codes: 0 success, 1 any failure, 2 wrong usage; 143 after SIGTERM.
cli::Extension CommandLine();

}  // namespace executioner::legacy
