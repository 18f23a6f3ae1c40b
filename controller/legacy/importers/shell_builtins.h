/// \file
/// Which commands are of the shell itself, and which of them change it. Words are as written. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace executioner::legacy::importers {

/// Builtins and reserved words of bash and dash that can be the first word of a command.
bool IsBuiltin(std::string_view name);

/// Whether the word names one command whatever the variables hold: "cp", "./a", "\"$HOME/bin/a\"";
/// not "\\cd", "\"cd\"" or "$c".
bool IsPlainCommand(std::string_view word);

/// Whether a builtin with these words changes nothing that a later command could see.
bool LeavesShellAsItWas(const std::vector<std::string>& words);

/// Whether a builtin with these words only changes the shell, and does the same when run again.
bool IsCarriedBuiltin(const std::vector<std::string>& words);

}  // namespace executioner::legacy::importers
