/// \file
/// From JSON to ObjectMeta. Pure; for the decoders of kinds, so that only they see nlohmann.
#pragma once

#include <span>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "controller/kube/object_meta.h"

namespace executioner::kube {

/// Reads the metadata of an object. Never throws: what is absent or of an odd type keeps its
/// default, so that one strange object cannot stop the others.
///
/// \param object  a whole object; its member "metadata" is read
/// \param kept_annotations  annotations worth their memory; a name that ends in '/' keeps all that
///        begin with it
/// \par Example
///   constexpr std::string_view kKept[] = {"executioner.dev/"};
///   pod.meta = DecodeMeta(json, kKept);
ObjectMeta DecodeMeta(const nlohmann::json& object,
                      std::span<const std::string_view> kept_annotations = {});

}  // namespace executioner::kube
