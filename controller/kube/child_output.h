/// \file
/// Runs a program and takes what it prints.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace executioner::kube {

struct ChildOutput {
  std::string text = {};     ///< what came on standard output, at most 1 MiB
  std::string problem = {};  ///< empty when the program ended with exit code 0
};

/// Runs a program until it ends; blocks. Its standard error is ours, its standard input is empty,
/// and signals are as in a fresh process. After `timeout` its process group is killed.
///
/// \param command  a path, or a bare name to be found in PATH of `environment`: see FindProgram
/// \param environment  all that the program gets to see
ChildOutput RunForOutput(const std::string& command, const std::vector<std::string>& arguments,
                         const std::map<std::string, std::string>& environment,
                         std::chrono::milliseconds timeout);

}  // namespace executioner::kube
