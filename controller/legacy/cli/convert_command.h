/// \file
/// `executioner convert`: configurations of the old program, scripts and release notes as
/// manifests.
#pragma once

#include "controller/cli/context.h"

namespace executioner::legacy {

/// Declares the command on the program; its exit code goes to context.code.
/// \param context  borrowed by the command
void AddConvertCommand(CLI::App& app, cli::Context& context);

}  // namespace executioner::legacy
