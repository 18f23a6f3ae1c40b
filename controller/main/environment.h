/// \file
/// The only look at the process' environment and the host's name.
#pragma once

#include <string>

#include "controller/kube/access_settings.h"

namespace executioner::main {

/// Every variable of the environment.
kube::Environment ReadEnvironment();

std::string HostName();

/// "<hostname>_<16 hex digits>": never the same for two processes.
std::string InstanceName();

}  // namespace executioner::main
