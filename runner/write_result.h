/// \file
/// Writes the last words to the file that the kubelet reads, completely or not at all.
#pragma once

#include "runner/text.h"

namespace executioner::runner {

/// Replaces the content of a file. If it cannot be written completely, it is left empty.
///
/// \param path    absolute
/// \param create  whether to create the file if it does not exist
/// \return 0, or an errno
int WriteResult(const char* path, bool create, Bytes words);

}  // namespace executioner::runner
