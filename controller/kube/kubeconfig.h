/// \file
/// Reads one context from kubeconfig files, which are merged (client-go tools/clientcmd).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "controller/kube/access_settings.h"

namespace executioner::kube {

/// Reads a context.
///
/// \param files  existing files. If several define an entry of the same name, or current-context,
/// the first file counts. Paths are relative to the folder of their file. \param context  empty:
/// the current-context \throws base::ConfigurationError  naming file, entry and field, if a file
/// cannot be read or the context cannot be used
AccessSettings ReadKubeconfig(const std::vector<std::filesystem::path>& files,
                              const std::string& context);

}  // namespace executioner::kube
