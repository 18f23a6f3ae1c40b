/// \file
/// JSON as YAML, for `-o yaml`. Pure.
#pragma once

#include <string>

namespace executioner::cli {

/// \param json  valid JSON
/// \return the same value in block style; texts that YAML would read as something else are quoted
std::string YamlText(const std::string& json);

}  // namespace executioner::cli
