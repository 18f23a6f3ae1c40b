/// \file
/// `status` of a Workflow or Job read from JSON. Pure.
#pragma once

#include <string_view>

#include "controller/domain/status.h"

namespace executioner::pods {

/// Never throws: missing and malformed fields keep their defaults. `observed_generation` is -1 if
/// the status has never been written.
domain::Status DecodeStatus(std::string_view json);

}  // namespace executioner::pods
