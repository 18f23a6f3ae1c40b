/// \file
/// Splits a shell script into its top-level statements. Handles quotes, comments, here-documents,
/// continued lines, functions and nested blocks. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "controller/legacy/importers/shell_commands.h"

namespace executioner::legacy::importers {

struct Statement {
  int line = 0;                   ///< of its beginning, from 1
  std::string text = {};          ///< as written, without the trailing `;` or newline
  std::string function = {};      ///< the name of the function that it defines; "": none
  bool only_assigns = false;      ///< only assignments NAME=VALUE
  bool is_simple = true;          ///< one command: no block, and none of | && || & around it
  bool is_background = false;     ///< ended by `&`, which `text` lacks
  bool redirects = false;         ///< to or from anything except /dev/null and open descriptors
  bool ignores_failures = false;  ///< has `&&`, `||` or `!`: `set -e` does not see each failure
  std::vector<ShellCommand> commands = {};  ///< of a function: those of its body
};

struct ShellScript {
  std::vector<Statement> statements = {};
  int error_line = 0;  ///< 0 if the script could be read
  std::string error = {};
};

/// All text is part of a statement or separates two statements; anything else is an error.
/// \par Example
///   "if a; then\n b\nfi # c\nd; e" gives three statements: the block, "d" and "e".
ShellScript ReadShellScript(std::string_view text);

}  // namespace executioner::legacy::importers
