/// \file
/// `${NAME}` and `$` in old texts as manifests have them. Pure.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "controller/domain/expand_env.h"
#include "controller/domain/workflow.h"

namespace executioner::legacy {

using NamePredicate = std::function<bool(std::string_view name)>;

/// The value of a variable of a manifest with `interpolateEnv` that comes out as the old value was
/// meant: `$` stands for itself, `${NAME}` of a variable that is only inherited becomes `$(NAME)`.
/// \param own        of the variable that has the value: it means the inherited one by that name
/// \param explicits  whether a name is set by the configuration or on the command line
/// \param inherited  whether a name comes from the surrounding shell
/// \par Example
///   "${HOME}/$(x)" gives "$(HOME)/$$(x)" when HOME is inherited.
std::string ManifestValue(std::string_view value, std::string_view own,
                          const NamePredicate& explicits, const NamePredicate& inherited);

/// Variables with their values as above, those that look at the inherited one of their own name
/// last, so that all others still see that too.
std::vector<domain::EnvVar> ManifestEnv(const std::map<std::string, std::string>& env,
                                        const NamePredicate& explicits,
                                        const NamePredicate& inherited);

/// The same variables with each `${NAME}` of another one replaced by that one's value; what refers
/// to itself or in a ring stays as written.
std::map<std::string, std::string> Interpolated(const std::map<std::string, std::string>& env);

/// Complains of each variable of `own` that is too long for a job once each `${NAME}` in it is
/// replaced.
/// \param all   what they may refer to, with `own`
/// \param path  of `own`
void AddOverlong(const std::map<std::string, std::string>& own,
                 const std::map<std::string, std::string>& all, const std::string& path,
                 std::vector<domain::Complaint>& errors);

/// Replaces each `${NAME}` that is known; others stay as written.
std::string FillIn(std::string_view text, const domain::Environment& variables);

/// Text in which manifests find no reference: `$(job.x)` becomes `$$(job.x)`.
std::string WithoutReferences(const std::string& text);

}  // namespace executioner::legacy
