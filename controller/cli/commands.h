/// \file
/// The command line as a whole: all commands, the flags that each of them has, and what is said
/// about words that none of them knows.
#pragma once

#include <string>
#include <vector>

#include "controller/cli/context.h"

namespace executioner::cli {

/// Declares all commands that work on files and on runs of this machine.
/// \param context  borrowed by the commands
void AddCommands(CLI::App& app, Context& context);

/// Declares --quiet and --no-color on the program and on every command of AddCommands, so that
/// they may stand before and behind the command.
void DeclareGlobals(CLI::App& app, Context& context);

/// Parses and runs the command that was asked for.
/// \param words  argv without the program's name
/// \return the exit code: that of the command, or kUsage with a message on stderr
int RunCommandLine(CLI::App& app, const Context& context, const std::vector<std::string>& words);

}  // namespace executioner::cli
