/// \file
/// Reads EXECUTIONER_SPEC. The format is described in runner/contract/spec.md. Pure.
#pragma once

#include "runner/spec.h"
#include "runner/text.h"

namespace executioner::runner {

/// Reads a specification.
///
/// \param text   JSON, terminated by NUL; overwritten, and `spec` points into it
/// \param error  set to what is wrong, with the name of the field, such as `timeoutSeconds:
/// expected a whole number ...`
/// \return false if the text is invalid; `spec` then contains what was read before the error
bool ReadSpec(char* text, Spec* spec, Text* error);

}  // namespace executioner::runner
