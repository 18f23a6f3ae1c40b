/// \file
/// What a shell knows of the commands before, and would not know in a job of its own: their status
/// and their processes. Says yes when in doubt, since statements that stay together are never
/// wrong. Pure.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "controller/legacy/importers/shell_statements.h"

namespace executioner::legacy::importers {

/// Whether it reads `$?` or PIPESTATUS of the previous statement: "rc=$?", not "a || b $?".
bool ReadsStatus(const Statement& statement);

/// Whether it reads `$!` of the previous statement.
bool ReadsProcess(const Statement& statement);

/// Whether it starts something in the background within, as "{ a & }" does, and waits for nothing.
bool LeavesProcesses(const Statement& statement);

/// Whether it reads the shell's table of jobs: "jobs", "kill %1".
bool ReadsJobTable(const Statement& statement);

/// Whether the name of a function stands in it; so in the next, where it gets to know `$?` of what
/// precedes the statement.
bool Calls(const Statement& statement, const std::string& function);
bool CallsFirst(const Statement& statement, const std::string& function);

/// Whether it uses the value of a variable.
bool Uses(const Statement& statement, const std::string& variable);

/// Whether it reads the arguments of the script: "$1", "$@".
bool ReadsArguments(const Statement& statement);

/// Whether something that changes the shell may do it in another way when it is run again: it runs
/// a command or looks for files.
bool MayGiveOtherValue(const Statement& statement);

/// A variable whose value is known: "export NAME=text".
std::optional<std::pair<std::string, std::string>> ConstantOf(const std::string& statement);

/// The variables that a statement of assignments sets.
std::vector<std::string> AssignedBy(const Statement& statement);

/// The variables to which it gives a status or a process: "rc" of "a || rc=$?".
std::vector<std::string> KeepersOf(const Statement& statement);

}  // namespace executioner::legacy::importers
