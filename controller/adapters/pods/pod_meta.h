/// \file
/// metadata of a Pod, read from its text without building a tree. Pure; never throws.
#pragma once

#include <string_view>

#include "controller/kube/object_meta.h"
#include "controller/kube/value_reader.h"

namespace executioner::pods {

/// Labels that we set, the annotation with the spec's hash, the controller among the owners, and
/// everything else that ObjectMeta has.
kube::ObjectMeta ReadPodMeta(std::string_view metadata, kube::ValueReader& reader);

}  // namespace executioner::pods
