/// \file
/// Rules per kind: defaults, immutable fields, names and labels. Pure.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "tests/fakes/fake_api/route.h"

namespace executioner::fakes {

/// Checks the object's name, labels and finalizers by the rules of apimachinery's validation.
/// \throws Refusal 422
void ValidateMetadata(const ResourceInfo& resource, const nlohmann::json& object);

/// Applies admission and defaulting to a new object: pod defaults, the first status.
/// \throws Refusal  422 if a pod has no container, or a container without name or image
void SetDefaults(const ResourceInfo& resource, nlohmann::json& object);

/// Checks that the spec of a pod is unchanged, except images and a deadline that becomes earlier.
/// \throws Refusal 422
void ValidateSpecUpdate(const ResourceInfo& resource, const nlohmann::json& before,
                        const nlohmann::json& after);

/// Returns the grace period of a deletion in seconds: 0 except for a bound pod that has not ended
/// (core/pod/strategy.go, CheckGracefulDelete).
/// \param asked  `gracePeriodSeconds` of the options; negative: not set
long GracePeriod(const ResourceInfo& resource, const nlohmann::json& object, long asked);

/// Returns the name of an object for messages: "pods \"web\"" or "workflows.executioner.dev
/// \"etl\"".
std::string Describe(const ResourceInfo& resource, const std::string& name);

}  // namespace executioner::fakes
