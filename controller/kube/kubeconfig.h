/// \file
/// Reads kubeconfig files (client-go tools/clientcmd): several files as one, one context of them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "controller/kube/access_settings.h"

namespace executioner::kube {

/// Reads what `context` says.
///
/// \param files  all exist; of entries with the same name, and of current-context, the one in the
///   first file counts. Relative paths in a file start at its folder.
/// \param context  empty: the current-context
/// \throws base::ConfigurationError  naming file, entry and field, when a file cannot be read or
///   the context leads to nothing that can be used
AccessSettings ReadKubeconfig(const std::vector<std::filesystem::path>& files,
                              const std::string& context);

}  // namespace executioner::kube
