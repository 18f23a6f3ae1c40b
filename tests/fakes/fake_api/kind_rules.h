/// \file
/// What the server fills in and refuses per kind: defaults, immutable fields, names and labels.
/// Pure.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "tests/fakes/fake_api/route.h"

namespace executioner::fakes {

/// Checks the object's name, labels and finalizers by the rules of apimachinery's validation.
/// \throws Refusal 422
void ValidateMetadata(const ResourceInfo& resource, const nlohmann::json& object);

/// Fills in what admission and defaulting of a new object do: pod defaults, a first status.
/// \throws Refusal 422 when a pod has no container or one without name or image
void SetDefaults(const ResourceInfo& resource, nlohmann::json& object);

/// A pod's spec is immutable but for images and a deadline that becomes earlier.
/// \throws Refusal 422
void ValidateSpecUpdate(const ResourceInfo& resource, const nlohmann::json& before,
                        const nlohmann::json& after);

/// The grace period in seconds of a deletion: 0 for everything but a bound pod that has not ended
/// (core/pod/strategy.go, CheckGracefulDelete).
/// \param asked  `gracePeriodSeconds` of the options; negative: not given
long GracePeriod(const ResourceInfo& resource, const nlohmann::json& object, long asked);

/// "pods \"web\"" or "workflows.executioner.dev \"etl\"": as messages name an object.
std::string Describe(const ResourceInfo& resource, const std::string& name);

}  // namespace executioner::fakes
