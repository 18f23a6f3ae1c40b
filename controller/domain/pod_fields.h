/// \file
/// Which fields of a pod's spec a user may set in `podTemplate.spec`: the one list. Pure.
#pragma once

#include <string>
#include <string_view>

namespace executioner::domain {

enum class PodFieldType { kText, kBoolean, kObject, kTextMap, kObjectList };

/// A field of core/v1 PodSpec that may be set.
struct PodField {
  std::string_view name = {};
  PodFieldType type = PodFieldType::kObject;
};

/// Whoever builds a pod sets all other fields. `hostNetwork` is in the list, but needs the
/// operator's permission too.
/// \return nullptr when the field may not be set
const PodField* FindPodField(std::string_view name);

/// "affinity, automountServiceAccountToken, ...": for messages.
std::string AllowedPodFieldNames();

}  // namespace executioner::domain
