/// \file
/// The configuration that --sample-config prints.
#pragma once

#include <string>

namespace executioner::legacy {

/// A configuration to start with.
std::string SampleConfig();

}  // namespace executioner::legacy
