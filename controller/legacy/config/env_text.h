/// \file
/// Converts `${NAME}` and `$` in texts of old configurations to the syntax of manifests. Pure.
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

/// Returns the value of a variable for a manifest with `interpolateEnv` that has the meaning of the
/// old value: `$` is literal, and `${NAME}` of a variable that is only inherited becomes `$(NAME)`.
/// \param own        the name of the variable itself: `${own}` means the inherited variable
/// \param explicits  whether a name is set in the configuration or on the command line
/// \param inherited  whether a name comes from the surrounding shell
/// \par Example
///   "${HOME}/$(x)" gives "$(HOME)/$$(x)" when HOME is inherited.
std::string ManifestValue(std::string_view value, std::string_view own,
                          const NamePredicate& explicits, const NamePredicate& inherited);

/// Converts the values of variables. Variables that refer to the inherited variable of their own
/// name come last, so that all others see the inherited value too.
std::vector<domain::EnvVar> ManifestEnv(const std::map<std::string, std::string>& env,
                                        const NamePredicate& explicits,
                                        const NamePredicate& inherited);

/// Returns the variables with each `${NAME}` of another variable replaced by its value; references
/// to itself or in a cycle are left unchanged.
std::map<std::string, std::string> Interpolated(const std::map<std::string, std::string>& env);

/// Complains about each variable of `own` that is too long for a job after each `${NAME}` in it is
/// replaced.
/// \param all   the variables to which they may refer, including `own`
/// \param path  of `own`
void AddOverlong(const std::map<std::string, std::string>& own,
                 const std::map<std::string, std::string>& all, const std::string& path,
                 std::vector<domain::Complaint>& errors);

/// Replaces each known `${NAME}`; others are left unchanged.
std::string FillIn(std::string_view text, const domain::Environment& variables);

/// Escapes references of manifests: `$(job.x)` becomes `$$(job.x)`.
std::string WithoutReferences(const std::string& text);

}  // namespace executioner::legacy
