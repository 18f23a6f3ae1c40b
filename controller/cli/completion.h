/// \file
/// Completion for shells: scripts that ask the program what may follow, and its answers.
#pragma once

#include <string>

#include "controller/cli/command.h"

namespace executioner::cli {

/// A script that offers what `executioner __complete` prints and, in place of it, files. Pure.
/// \param shell  "bash", "zsh" or "fish"
std::string CompletionScript(const std::string& shell);

/// What may follow `words`: commands, flags, the values of a flag, runs, or the jobs of the run or
/// manifest that the words name. None of them holds a character that a shell expands.
/// \param words  behind the program's name, up to the cursor
/// \throws base::ExecutionerError, NotFoundError  when runs or jobs cannot be read
Words Choices(const CLI::App& app, const Context& context, const Words& words);

}  // namespace executioner::cli
