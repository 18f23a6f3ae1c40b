/// \file
/// Where a program lies.
#pragma once

#include <string>

namespace executioner::base {

/// Finds a program as Go's exec.LookPath does. A name with a slash is a path and comes back as it
/// is. Every other name is looked for in the absolute folders of a search path: empty and relative
/// entries mean the working directory, whose contents must not decide which program runs.
/// \param path  folders separated by ':', as in PATH
/// \return "" when no folder has such a file that may be executed
std::string FindProgram(const std::string& name, const std::string& path);

}  // namespace executioner::base
