/// \file
/// Reads decimal numbers. The C library's functions, with their bases and locales, would enlarge
/// the binary more than all its hardening.
#pragma once

#include <stdint.h>

namespace executioner::runner {

/// Reads the decimal digits at the beginning of a text, after an optional '-'.
///
/// \return the end of the digits; null if there are none or the number does not fit into 64 bits
const char* ReadInteger(const char* text, int64_t* number);

}  // namespace executioner::runner
