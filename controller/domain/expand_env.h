/// \file
/// `$(NAME)` in environment values as core/v1 means it: what a kubelet does in a cluster, for jobs
/// that run without one. Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "controller/domain/workflow.h"

namespace executioner::domain {

/// Variables by name.
using Environment = std::map<std::string, std::string, std::less<>>;

/// Expands `$(NAME)` by the variables known so far; `$$` stands for `$`; a name that is not known
/// stays as written (core/v1, EnvVar.value).
/// \par Example
///   ExpandVariables("$(HOME)/x $$(HOME) $(NONE)", {{"HOME", "/srv"}}) gives
///   "/srv/x $(HOME) $(NONE)".
std::string ExpandVariables(std::string_view text, const Environment& variables);

/// Doubles every `$`, so that an expansion hands on `text` as it is.
/// \par Example
///   EscapeDollars("$(HOME)") gives "$$(HOME)".
std::string EscapeDollars(std::string_view text);

/// Adds a job's variables, bound (bind.h), to `environment`, in their order, so that a later one
/// can name an earlier one. Variables with `valueFrom` are left out: they exist in a cluster only.
void AddVariables(const std::vector<EnvVar>& variables, Environment& environment);

}  // namespace executioner::domain
