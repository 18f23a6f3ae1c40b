/// \file
/// The arguments of the command line in the form in which they are recorded with a run. Pure.
#pragma once

#include <string>

#include "controller/standalone/begin_run.h"

namespace executioner::standalone {

/// Writes JSON for RunSource::arguments. Bytes that are not UTF-8 become U+FFFD.
std::string WriteAdditions(const Additions& additions);

/// Reads the result of WriteAdditions; ignores what cannot be read.
Additions ReadAdditions(const std::string& text);

}  // namespace executioner::standalone
