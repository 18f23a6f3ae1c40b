/// \file
/// Looks up programs in a search path.
#pragma once

#include <string>

namespace executioner::base {

/// Finds a program as Go's exec.LookPath does. A name with a slash is a path and is returned
/// unchanged. Every other name is looked up in the absolute folders of a search path. Empty and
/// relative entries are skipped: they depend on the working directory, whose contents must not
/// decide which program runs.
/// \param path  folders separated by ':', as in PATH
/// \return the path of the program; "" if no folder has an executable file of that name
std::string FindProgram(const std::string& name, const std::string& path);

}  // namespace executioner::base
