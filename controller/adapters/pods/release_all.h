/// \file
/// Removes our finalizer from every pod, so that no pod waits for a controller that is gone. The
/// chart runs it before an uninstall.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "controller/kube/client.h"

namespace executioner::pods {

/// Does not label the pods with their outcomes: a controller that is installed later reads the
/// remaining pods.
/// \param namespaces  empty: all namespaces
/// \return the number of released pods
/// \throws KubeApiError  if the API server rejects a request; releasing again is safe
std::size_t ReleaseAll(kube::Client& client, const std::vector<std::string>& namespaces);

}  // namespace executioner::pods
