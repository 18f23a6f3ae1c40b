/// \file
/// The command line as a whole: all commands, the flags that each of them has, and what is said
/// about words that none of them knows.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "controller/cli/context.h"

namespace executioner::cli {

/// What a floor above this one adds to the command line. All functions are set.
struct Extension {
  /// Declares its commands; --help lists them before those about the program itself.
  std::function<void(CLI::App& app, Context& context)> add_commands = {};
  /// Whether the words are a command line of its own, which no command of ours may parse.
  std::function<bool(const std::vector<std::string>& words)> takes = {};
  /// Runs such a command line. \return the exit code
  std::function<int(const Context& context, const std::vector<std::string>& words)> run = {};
  /// How such a command line runs a file, for messages: "'executioner -x FILE' a table of jobs".
  std::function<std::string(const std::string& file)> how_to_run = {};
};

/// Declares all commands that work on files and on runs of this machine.
/// \param context  borrowed by the commands
void AddCommands(CLI::App& app, Context& context, const Extension& extension);

/// Declares --quiet and --no-color on the program and on every command of AddCommands, so that
/// they may stand before and behind the command.
void DeclareGlobals(CLI::App& app, Context& context);

/// Parses and runs the command that was asked for.
/// `help COMMAND` is another way to write `COMMAND --help`.
/// \param argv  without the program's name
/// \return the exit code: that of the command, or kUsage with a message on stderr
int RunCommandLine(CLI::App& app, const Context& context, const std::vector<std::string>& argv,
                   const Extension& extension);

}  // namespace executioner::cli
