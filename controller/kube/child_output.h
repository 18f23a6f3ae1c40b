/// \file
/// Runs a program and reads its output.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace executioner::kube {

struct ChildOutput {
  std::string text = {};     ///< standard output, at most 1 MiB
  std::string problem = {};  ///< empty if the program exited with 0
};

/// Runs a program until it ends; blocks. The program inherits our standard error, has an empty
/// standard input and default signal handling. After `timeout` its process group is killed.
///
/// \param command  a path, or a name without a slash that is looked up in PATH of `environment`:
/// see FindProgram \param environment  the complete environment of the program
ChildOutput RunForOutput(const std::string& command, const std::vector<std::string>& arguments,
                         const std::map<std::string, std::string>& environment,
                         std::chrono::milliseconds timeout);

}  // namespace executioner::kube
