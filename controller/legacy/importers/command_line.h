/// \file
/// Lines of a text for people that are probably meant for a shell. Pure.
#pragma once

#include <string_view>

namespace executioner::legacy::importers {

/// Whether a line begins as a command does, perhaps after a number, a dash or a prompt: with the
/// name of a program that no sentence begins with, with a path, or with a word that can be both and
/// is followed by what no sentence has.
/// \par Example
///   "2. cp a b", "$ stop_all", "./install.sh", "make -f x.mk"; not "make sure that".
bool LooksLikeCommand(std::string_view line);

}  // namespace executioner::legacy::importers
