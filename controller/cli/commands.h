/// \file
/// The command line: all commands and their flags, and error messages for unknown words.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "controller/cli/context.h"

namespace executioner::cli {

/// An extension of the command line by a higher floor. All functions are set.
struct Extension {
  /// Declares its commands; --help lists them before the commands about the program itself.
  std::function<void(CLI::App& app, Context& context)> add_commands = {};
  /// Returns whether the words are a command line of the extension, which our commands must not
  /// parse.
  std::function<bool(const std::vector<std::string>& words)> takes = {};
  /// Runs such a command line. \return the exit code
  std::function<int(const Context& context, const std::vector<std::string>& words)> run = {};
  /// Returns how such a command line runs a file, for messages: "'executioner -x FILE' a table of
  /// jobs".
  std::function<std::string(const std::string& file)> how_to_run = {};
};

/// Declares all commands for files and for runs of this machine.
/// \param context  borrowed by the commands
void AddCommands(CLI::App& app, Context& context, const Extension& extension);

/// Declares the global flags on the program and on every command of AddCommands, so that they may
/// appear before and after the command.
void DeclareGlobals(CLI::App& app, Context& context);

/// Parses the command line and runs the command. `help COMMAND` is equivalent to `COMMAND --help`.
/// \param argv  without the program name
/// \return the exit code: that of the command, or kUsage with a message on stderr
int RunCommandLine(CLI::App& app, const Context& context, const std::vector<std::string>& argv,
                   const Extension& extension);

}  // namespace executioner::cli
