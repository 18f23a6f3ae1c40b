/// \file
/// Reading small files: configuration, certificates, tokens.
#pragma once

#include <filesystem>
#include <string>

namespace executioner::kube {

/// \param field  what the file is for, for the error
/// \throws base::ConfigurationError  when it cannot be read or has more than 1 MiB
std::string ReadSmallFile(const std::filesystem::path& file, const std::string& field);

}  // namespace executioner::kube
