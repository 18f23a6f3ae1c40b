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
std::string BashCompletion(const CLI::App& app);
std::string ZshCompletion(const CLI::App& app);
std::string FishCompletion(const CLI::App& app);

}  // namespace executioner::cli
