/// \file
/// Completion scripts for shells, made from the commands that the program has. Pure.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace executioner::cli {

/// Each script completes commands, flags, the words that a flag takes, runs (by asking
/// `executioner list`), jobs behind a run or manifest (`show`, `plan`) and, in place of all else,
/// files.
/// \param shell  "bash", "zsh" or "fish"
std::string CompletionScript(const std::string& shell, const CLI::App& app);

}  // namespace executioner::cli
