/// \file
/// Expands `$(NAME)` in environment values as in core/v1: does for jobs without a cluster what a
/// kubelet does in a cluster. Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "controller/domain/workflow.h"

namespace executioner::domain {

/// Variables by name.
using Environment = std::map<std::string, std::string, std::less<>>;

/// Expands `$(NAME)` with the variables known so far. `$$` stands for `$`; an unknown name is left
/// unchanged (core/v1, EnvVar.value).
/// \par Example
///   ExpandVariables("$(HOME)/x $$(HOME) $(NONE)", {{"HOME", "/srv"}}) gives
///   "/srv/x $(HOME) $(NONE)".
std::string ExpandVariables(std::string_view text, const Environment& variables);

/// Doubles every `$`, so that an expansion returns `text` unchanged.
/// \par Example
///   EscapeDollars("$(HOME)") gives "$$(HOME)".
std::string EscapeDollars(std::string_view text);

/// Adds a job's variables, bound (bind.h), to `environment`, in their order, so that a later one
/// can name an earlier one. Variables with `valueFrom` are omitted, because they exist only in a
/// cluster.
void AddVariables(const std::vector<EnvVar>& variables, Environment& environment);

}  // namespace executioner::domain
