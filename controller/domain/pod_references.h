/// \file
/// The texts in parts of core/v1 in which references may stand: `resources`, and of
/// `podTemplate.spec` `nodeSelector`, `tolerations[].value`, `serviceAccountName`,
/// `priorityClassName`, and the names of claims, Secrets and ConfigMaps in `volumes`. Pure.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace executioner::domain {

/// A text in a part of core/v1.
struct PodText {
  std::string_view text = {};
  std::string_view path = {};  ///< within the part: ".limits.cpu", "[0].value"; "" for the part
  bool names_object = false;   ///< it names another object, so only params may say which
};

/// Rewrites the texts in which references may stand. All other texts stay as they are.
/// \param field  "resources", or the name of a field of `podTemplate.spec`
/// \param json   its canonical JSON
/// \param rewrite  returns the new text
std::string RewritePodTexts(std::string_view field, const std::string& json,
                            const std::function<std::string(const PodText&)>& rewrite);

}  // namespace executioner::domain
