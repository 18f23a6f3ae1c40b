/// \file
/// All commands of the program, and what they are started with.
#pragma once

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

}  // namespace executioner::main
