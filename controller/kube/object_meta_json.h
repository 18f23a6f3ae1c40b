/// \file
/// Decodes ObjectMeta from JSON. Pure; included only by the decoders of kinds, so that only they
/// depend on nlohmann.
#pragma once

#include <span>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "controller/kube/object_meta.h"

namespace executioner::kube {

/// Reads the metadata of an object. Never throws: absent members and members of a wrong type keep
/// their defaults, so that one malformed object cannot affect others.
///
/// \param object  a complete object; its member "metadata" is read
/// \param kept_annotations  the annotations to keep; a name that ends in '/' keeps all annotations
/// with that prefix \par Example
///   constexpr std::string_view kKept[] = {"executioner.dev/"};
///   pod.meta = DecodeMeta(json, kKept);
ObjectMeta DecodeMeta(const nlohmann::json& object,
                      std::span<const std::string_view> kept_annotations = {});

}  // namespace executioner::kube
