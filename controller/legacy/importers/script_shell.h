/// \file
/// The shell that the first line of a script asks for: "#!/bin/bash -eu". Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace executioner::legacy::importers {

struct ScriptShell {
  std::vector<std::string> words = {"/bin/bash"};  ///< the program and its options
  bool stops_on_error = false;                     ///< has the option -e
  bool is_known = true;                            ///< what its commands do: sh and bash
  std::string error = {};
};

/// Bash when the script names none.
ScriptShell ShellOf(std::string_view script);

}  // namespace executioner::legacy::importers
