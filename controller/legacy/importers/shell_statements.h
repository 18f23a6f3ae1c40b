/// \file
/// A shell script as its top-level statements: what a shell would run one after the other. Knows
/// quotes, comments, here-documents, continued lines, functions and nested blocks. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "controller/legacy/importers/shell_commands.h"

namespace executioner::legacy::importers {

struct Statement {
  int line = 0;                   ///< of its beginning, from 1
  std::string text = {};          ///< as written, without the `;` or the newline behind it
  std::string function = {};      ///< the name of the function that it defines; "" for none
  bool only_assigns = false;      ///< nothing but NAME=VALUE, once or more often
  bool is_simple = true;          ///< one command: no block, and none of | && || & around it
  bool is_background = false;     ///< ended by `&`, which `text` lacks
  bool redirects = false;         ///< to or from anything but /dev/null and open descriptors
  bool ignores_failures = false;  ///< has `&&`, `||` or `!`: `set -e` does not see each failure
  std::vector<ShellCommand> commands = {};  ///< of a function: those of its body
};

struct ShellScript {
  std::vector<Statement> statements = {};
  int error_line = 0;  ///< 0 when the script could be read
  std::string error = {};
};

/// All of the text is in a statement or only separates two; whatever else is an error.
/// \par Example
///   "if a; then\n b\nfi # c\nd; e" gives three statements: the block, "d" and "e".
ShellScript ReadShellScript(std::string_view text);

}  // namespace executioner::legacy::importers
