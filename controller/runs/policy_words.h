/// \file
/// Failure policies as --failure-policy and spec.failurePolicy name them. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "controller/domain/workflow.h"

namespace executioner::runs {

std::string_view PolicyWord(domain::FailurePolicy policy);

/// \return nothing for any other word
std::optional<domain::FailurePolicy> PolicyOf(std::string_view word);

}  // namespace executioner::runs
