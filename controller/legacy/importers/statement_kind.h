/// \file
/// What a statement of a shell script is for a script that is cut into jobs. Pure.
#pragma once

#include <string>
#include <string_view>

#include "controller/legacy/importers/shell_statements.h"

namespace executioner::legacy::importers {

enum class StatementKind {
  kCommand,
  kPrints,    ///< echo, printf
  kState,     ///< changes the shell that runs it
  kExit,      ///< ends the script
  kWait,      ///< for what runs in the background
  kReplaces,  ///< exec
};

StatementKind KindOf(const Statement& statement);

std::string FirstWord(const std::string& text);

/// Where what matters stands. std::regex recurses with each character of a repetition, so that a
/// long text would overflow the stack.
std::string HeadOf(const std::string& text);

/// Appends a character, but of blanks in a row only one: a line feed if one is among them. So `\s*`
/// in an expression is short, see HeadOf.
void AppendSqueezed(char letter, std::string& text);

/// The text without here-documents and without what is quoted, in single quotes or altogether.
/// Blanks are squeezed.
std::string Unquoted(std::string_view text, bool also_double);

/// Whether the script may end with success within a statement, not at its end: `exit`, `exit 0`.
/// What is in parentheses ends only those.
bool MayEndWell(const Statement& statement);

/// Whether a statement that changes the shell does more than that: runs a command, reads a file.
bool ActsOutside(const Statement& statement);

}  // namespace executioner::legacy::importers
