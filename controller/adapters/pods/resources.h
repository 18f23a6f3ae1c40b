/// \file
/// The resources of our kinds.
#pragma once

#include <string_view>

#include "controller/domain/kind.h"
#include "controller/kube/client.h"

namespace executioner::pods {

/// The resource of an owner of pods. \param kind  of domain::kKinds
constexpr kube::Resource OwnerResource(std::string_view kind) {
  return {"executioner.dev", "v1alpha1", domain::KindOf(kind).plural};
}

}  // namespace executioner::pods
