/// \file
/// Interpolates `${NAME}` in environment values, as old configurations use it. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "controller/domain/workflow.h"

namespace executioner::domain {

/// Maximum length of an interpolated value in bytes; a value that would be longer is left
/// unchanged.
constexpr int kLongestEnvValue = 32768;

/// Replaces `${NAME}` in each value by the value of the variable NAME of the same list, after
/// interpolating that value. References to unknown variables or to variables with `valueFrom` are
/// left unchanged, and so are values that refer to each other in a cycle or to such a cycle. Must
/// be called before references are substituted, because values of references are never
/// interpolated.
/// \par Example
///   {{"HOME", "/srv"}, {"LOG", "${HOME}/log"}} gives LOG the value "/srv/log".
std::vector<EnvVar> InterpolateEnv(std::vector<EnvVar> env);

/// Returns the names of the variables that are left unchanged because they would be too long.
std::vector<std::string> OverlongEnv(const std::vector<EnvVar>& env);

/// Calls `on_text` for text and `on_name` for the name in each `${NAME}`, in order. An unclosed
/// `${` is text.
template <class OnText, class OnName>
void ScanVariables(std::string_view value, OnText on_text, OnName on_name) {
  std::size_t done = 0;
  for (std::size_t at = value.find("${"); at != std::string_view::npos;
       at = value.find("${", at + 1)) {
    const std::size_t end = value.find('}', at);
    if (end == std::string_view::npos) {
      break;
    }
    on_text(value.substr(done, at - done));
    on_name(value.substr(at + 2, end - at - 2));
    done = end + 1;
    at = end;
  }
  on_text(value.substr(done));
}

}  // namespace executioner::domain
