/// \file
/// From the text of EXECUTIONER_SPEC to values. The format is in runner/contract/spec.md. Pure.
#pragma once

#include "runner/spec.h"
#include "runner/text.h"

namespace executioner::runner {

/// Reads a spec.
///
/// \param text   JSON, ended by NUL; overwritten, and `spec` points into it
/// \param error  gets what is wrong, with the field's name, as in `timeoutSeconds: expected a whole
/// number ...` \return false when something is wrong; `spec` then holds what was read until there
bool ReadSpec(char* text, Spec* spec, Text* error);

}  // namespace executioner::runner
