/// \file
/// All commands of the program, and what they are started with.
#pragma once

#include <string>
#include <vector>

#include "controller/base/time.h"
#include "controller/cli/context.h"

namespace CLI {
class App;
}

namespace executioner::main {

/// What the process was started with: environment, folder, user.
/// \param clock  borrowed
cli::Context MakeContext(const base::Clock& clock);

/// Declares all commands and the flags that they share.
/// \param context  borrowed by the commands
void AddCommands(CLI::App& app, cli::Context& context);

/// Runs the command line, be it of a command or of the old program.
/// \param words  argv without the program's name
/// \return the exit code
int RunCommandLine(CLI::App& app, const cli::Context& context,
                   const std::vector<std::string>& words);

}  // namespace executioner::main
