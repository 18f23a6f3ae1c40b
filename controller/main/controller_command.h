/// \file
/// `executioner controller`: the operator's flags, and its wiring to the process.
#pragma once

namespace CLI {
class App;
}

namespace executioner::main {

/// Adds the command to `app`. When it is chosen it runs until SIGTERM or SIGINT, and `code` gets
/// the exit code: 0 after a clean stop, 1 when something failed, 2 for wrong flags.
void AddControllerCommand(CLI::App& app, int& code);

}  // namespace executioner::main
