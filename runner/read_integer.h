/// \file
/// Decimal numbers in text. The C library's readers know bases and locales and cost the runner
/// more room than all its hardening.
#pragma once

#include <stdint.h>

namespace executioner::runner {

/// Reads the decimal digits that a text begins with, and a '-' before them.
///
/// \return where they end; null when there are none or the number needs more than 64 bits
const char* ReadInteger(const char* text, int64_t* number);

}  // namespace executioner::runner
