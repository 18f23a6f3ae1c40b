/// \file
/// Copies the runner into a folder. The init container does this in clusters without image volumes.
#pragma once

namespace executioner::runner {

/// Copies the running binary to `folder`/runner with mode 0755. The copy is atomic and replaces an
/// existing file. Errors are reported on stderr.
///
/// \return the exit code
int Install(const char* folder);

}  // namespace executioner::runner
