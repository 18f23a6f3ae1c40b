/// \file
/// `executioner controller`: the operator's flags, and its wiring to the process.
#pragma once

#include "controller/cli/context.h"

namespace CLI {
class App;
}

namespace executioner::main {

/// Adds the command to `app`. When it is chosen it runs until SIGTERM or SIGINT, and `context` gets
/// the exit code: 0 after a clean stop, 1 when something failed, 2 for wrong flags. Of the flags
/// that all commands share --quiet means the level "error" for its log.
void AddControllerCommand(CLI::App& app, cli::Context& context);

}  // namespace executioner::main
