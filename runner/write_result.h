/// \file
/// Puts the last words where the kubelet reads them: whole or not at all.
#pragma once

#include "runner/text.h"

namespace executioner::runner {

/// Replaces the content of a file. A file that cannot be written whole is left empty.
///
/// \param path    absolute
/// \param create  whether to make the file when it is not there
/// \return 0, or the errno of what went wrong
int WriteResult(const char* path, bool create, Bytes words);

}  // namespace executioner::runner
