/// \file
/// `status` of a Workflow or Job read from JSON. Pure.
#pragma once

#include <string_view>

#include "controller/domain/status.h"

namespace executioner::pods {

/// Never throws: what is missing or odd is left at its default; `observed_generation` -1 then means
/// that nobody has written it.
domain::Status DecodeStatus(std::string_view json);

}  // namespace executioner::pods
