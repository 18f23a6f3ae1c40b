/// \file
/// Puts the last words where the kubelet reads them: whole or not at all.
#pragma once

#include "runner/text.h"

namespace executioner::runner {

/// Replaces the content of a file. A file that cannot be written whole is left empty, and the
/// reason said on stderr.
///
/// \param path    absolute
/// \param create  whether to make the file when it is not there
void WriteResult(const char* path, bool create, Bytes words);

}  // namespace executioner::runner
