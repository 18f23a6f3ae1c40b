/// \file
/// The only code that reads the process's environment and the host's name.
#pragma once

#include <string>

#include "controller/kube/access_settings.h"

namespace executioner::main {

/// Returns all variables of the environment.
kube::Environment ReadEnvironment();

std::string HostName();

/// Returns "<hostname>_<16 hex digits>", which is unique per process.
std::string InstanceName();

}  // namespace executioner::main
