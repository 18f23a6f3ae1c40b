/// \file
/// Access to the API server from a pod, with the service account that the kubelet mounts.
#pragma once

#include <filesystem>

#include "controller/kube/access_settings.h"

namespace executioner::kube {

/// Where the kubelet mounts token, CA and namespace; the kubelet renews them in place.
inline constexpr const char* kServiceAccountFolder =
    "/var/run/secrets/kubernetes.io/serviceaccount";

/// \return whether this process runs in a pod, according to its environment
bool IsInCluster(const Environment& environment);

/// \throws base::ConfigurationError  if a file of the service account is missing
AccessSettings InClusterSettings(const Environment& environment,
                                 const std::filesystem::path& folder = kServiceAccountFolder);

}  // namespace executioner::kube
