/// \file
/// What the API server's version lets us do. Pure.
#pragma once

#include <string_view>

namespace executioner::kube {

/// Whether pods may mount images as volumes without a feature gate: Kubernetes >= 1.35.
/// \param version_json  the answer to GET /version
bool SupportsImageVolumes(std::string_view version_json);

}  // namespace executioner::kube
