/// \file
/// The three patch types of the API. Pure.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace executioner::fakes {

/// Applies a patch to a copy of `target`. Strategic merge supports the merge keys of the pod's
/// lists and `$deleteFromPrimitiveList`; `$setElementOrder` is accepted and ignored.
/// \param content_type  "application/json-patch+json", "application/merge-patch+json" or
///   "application/strategic-merge-patch+json"
/// \param custom  the object is of a CRD, so a strategic merge patch is rejected
/// \throws Refusal 400 unreadable, 413 too many operations, 415 unknown type, 422 not applicable
nlohmann::json ApplyPatch(const nlohmann::json& target, std::string_view content_type,
                          const std::string& patch, bool custom);

}  // namespace executioner::fakes
