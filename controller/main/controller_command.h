/// \file
/// `executioner controller`: flags and wiring of the operator.
#pragma once

#include "controller/cli/context.h"

namespace CLI {
class App;
}

namespace executioner::main {

/// Adds the command to `app`. It runs until SIGTERM or SIGINT and sets the exit code in `context`:
/// 0 after a clean stop, 1 after a failure, 2 for wrong flags. The shared flag --quiet means log
/// level "error".
void AddControllerCommand(CLI::App& app, cli::Context& context);

}  // namespace executioner::main
