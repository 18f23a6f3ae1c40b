/// \file
/// JSON as YAML, for `-o yaml`. Pure.
#pragma once

#include <string>

namespace executioner::cli {

/// \param json  valid JSON
/// \return the same value in block style: texts of several lines as literal blocks, names and paths
///   as they are, other texts quoted, with what base::DisplayText escapes escaped
std::string YamlText(const std::string& json);

}  // namespace executioner::cli
