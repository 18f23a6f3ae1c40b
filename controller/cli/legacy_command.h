/// \file
/// The command line of the program that Executioner was before: `executioner -c CONFIG.json` and
/// its flags, on the functions that the commands of today use.
#pragma once

#include <string>
#include <vector>

#include "controller/cli/context.h"

namespace executioner::cli {

/// Whether a command line is of the old kind: it begins with one of the old flags.
/// \param words  argv without the program's name
bool IsLegacyCommandLine(const std::vector<std::string>& words);

/// \return the old exit codes: 0 success, 1 any failure, 2 wrong usage; 143 after SIGTERM
int RunLegacyCommandLine(const Context& context, const std::vector<std::string>& words);

}  // namespace executioner::cli
