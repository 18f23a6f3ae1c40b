/// \file
/// The commands of the shell itself, and their effects on it. Words are passed as written. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace executioner::legacy::importers {

/// \return whether it is a builtin or reserved word of bash or dash that can begin a command
bool IsBuiltin(std::string_view name);

/// \return whether the word always names the same command: "cp", "./a", "\"$HOME/bin/a\""; not
/// "\\cd", "\"cd\"" or "$c"
bool IsPlainCommand(std::string_view word);

/// \return whether a builtin with these words has no effect on later commands
bool LeavesShellAsItWas(const std::vector<std::string>& words);

/// \return whether a builtin with these words only changes the shell, and in the same way each time
bool IsCarriedBuiltin(const std::vector<std::string>& words);

}  // namespace executioner::legacy::importers
