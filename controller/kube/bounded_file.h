/// \file
/// Reads small files: configuration, certificates, tokens.
#pragma once

#include <filesystem>
#include <string>

namespace executioner::kube {

/// \param field  the purpose of the file, for the error
/// \throws base::ConfigurationError  if it cannot be read or is larger than 1 MiB
std::string ReadSmallFile(const std::filesystem::path& file, const std::string& field);

}  // namespace executioner::kube
