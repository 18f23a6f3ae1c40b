/// \file
/// What an errno means.
#pragma once

#include <string>
#include <system_error>

namespace executioner::base {

/// E.g. "No such file or directory"; unlike strerror(3) it may be asked from any thread.
inline std::string SystemErrorText(int number) {
  return std::error_code(number, std::generic_category()).message();
}

}  // namespace executioner::base
