/// \file
/// Copies the runner into a folder: what the init container does where image volumes are missing.
#pragma once

namespace executioner::runner {

/// Copies the running binary to `folder`/runner, mode 0755. The file appears whole or not at all;
/// one that is there is replaced. What goes wrong is said on stderr.
///
/// \return the exit code
int Install(const char* folder);

}  // namespace executioner::runner
