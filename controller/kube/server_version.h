/// \file
/// Features that depend on the version of the API server. Pure.
#pragma once

#include <string_view>

namespace executioner::kube {

/// \return whether pods can mount images as volumes without a feature gate: Kubernetes >= 1.35
/// \param version_json  the response to GET /version
bool SupportsImageVolumes(std::string_view version_json);

}  // namespace executioner::kube
