/// \file
/// Converts JSON to YAML, for `-o yaml`. Pure.
#pragma once

#include <string>

namespace executioner::cli {

/// \param json  valid JSON
/// \return the same value in block style: multi-line texts as literal blocks, names and paths
/// plain, other texts quoted and escaped like by base::DisplayText
std::string YamlText(const std::string& json);

}  // namespace executioner::cli
