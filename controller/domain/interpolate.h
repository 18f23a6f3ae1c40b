/// \file
/// `${NAME}` in environment values, as old configurations use it. Pure.
#pragma once

#include <string>
#include <vector>

#include "controller/domain/workflow.h"

namespace executioner::domain {

/// Longest value that interpolation makes, in bytes; a value that would grow longer stays as
/// written.
constexpr int kLongestEnvValue = 32768;

/// Replaces `${NAME}` in each value by the value of the variable NAME of the same list, whose own
/// `${...}` are replaced first. Names that are not in the list or have a `valueFrom` stay as they
/// are, and so do values that refer to each other in a ring or to such a ring.
/// Comes before references are substituted: what a reference stands for is never looked into.
/// \par Example
///   {{"HOME", "/srv"}, {"LOG", "${HOME}/log"}} gives LOG the value "/srv/log".
std::vector<EnvVar> InterpolateEnv(std::vector<EnvVar> env);

/// The names of the variables that stay as written because they would grow too long.
std::vector<std::string> OverlongEnv(const std::vector<EnvVar>& env);

}  // namespace executioner::domain
