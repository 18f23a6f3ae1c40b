/// \file
/// Shell completion: scripts that ask the program for candidates, and its answers.
#pragma once

#include <string>

#include "controller/cli/command.h"

namespace executioner::cli {

/// Returns a script that offers the output of `executioner __complete`, or files if there is none.
/// Pure.
/// \param shell  "bash", "zsh" or "fish"
std::string CompletionScript(const std::string& shell);

/// Returns what may follow `words`: commands, flags, values of a flag, runs, or the jobs of the run
/// or manifest that the words name. None of them contains a character that a shell expands.
/// \param words  after the program name, up to the cursor
/// \throws base::ExecutionerError, NotFoundError  if runs or jobs cannot be read
Words Choices(const CLI::App& app, const Context& context, const Words& words);

}  // namespace executioner::cli
