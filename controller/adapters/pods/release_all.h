/// \file
/// Leaving a cluster: takes our finalizer off every pod, so that nothing waits for a controller
/// that is gone. The chart runs it before uninstalling.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "controller/kube/client.h"

namespace executioner::pods {

/// Says nothing of their outcomes: a controller that comes later reads those that are still there.
/// \param namespaces  empty: all of them
/// \return how many pods were released
/// \throws KubeApiError  when the API server refuses; releasing again is safe
std::size_t ReleaseAll(kube::Client& client, const std::vector<std::string>& namespaces);

}  // namespace executioner::pods
