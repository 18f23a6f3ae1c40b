/// \file
/// What a person added on the command line, as it stands in the record of a run. Pure.
#pragma once

#include <string>

#include "controller/standalone/begin_run.h"

namespace executioner::standalone {

/// As JSON, for RunSource::arguments. Bytes that are not UTF-8 become U+FFFD.
std::string WriteAdditions(const Additions& additions);

/// The reverse of WriteAdditions; what cannot be read is left out.
Additions ReadAdditions(const std::string& text);

}  // namespace executioner::standalone
