#include "controller/base/find_program.h"

#include <filesystem>
#include <sstream>
#include <system_error>
#include <unistd.h>

namespace executioner::base {

std::string FindProgram(const std::string& name, const std::string& path) {
  if (name.find('/') != std::string::npos) {
    return name;
  }
  std::istringstream folders(path);
  for (std::string folder; !name.empty() && std::getline(folders, folder, ':');) {
    const std::string candidate = folder + "/" + name;
    std::error_code error;
    // A relative entry of PATH, or an empty one, would run a program of the current folder.
    if (folder.starts_with('/') && std::filesystem::is_regular_file(candidate, error) &&
        access(candidate.c_str(), X_OK) == 0) {
      return candidate;
    }
  }
  return {};
}

}  // namespace executioner::base
