/// \file
/// Messages for errno values.
#pragma once

#include <string>
#include <system_error>

namespace executioner::base {

/// Returns the message, such as "No such file or directory". Unlike strerror(3), safe from any
/// thread.
inline std::string SystemErrorText(int number) {
  return std::error_code(number, std::generic_category()).message();
}

}  // namespace executioner::base
