#include "tests/integration/shell.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sys/wait.h>
#include <system_error>

namespace executioner::tests {
namespace {

std::filesystem::path MakeTempFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "executioner-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) {
    throw std::system_error(errno, std::generic_category(), "mkdtemp " + name);
  }
  return name;
}

}  // namespace

CommandResult RunShell(const std::string& command_line) {
  std::FILE* pipe = popen(("exec 2>&1 </dev/null; " + command_line).c_str(), "r");
  if (pipe == nullptr) {
    throw std::system_error(errno, std::generic_category(), "popen");
  }
  CommandResult result;
  std::array<char, 4096> chunk = {};
  while (const auto read = std::fread(chunk.data(), 1, chunk.size(), pipe)) {
    result.output.append(chunk.data(), read);
  }
  const int status = pclose(pipe);
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

std::string Quoted(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) {
    quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  return quoted + "'";
}

TempFile::TempFile(const std::string& text, const std::string& name)
    : path_(MakeTempFolder() / name) {
  std::ofstream file;
  file.exceptions(std::ios::badbit | std::ios::failbit);
  file.open(path_, std::ios::binary);
  file << text;
}

TempFile::~TempFile() {
  std::error_code ignored;  // a temporary folder that remains must not end the test program
  std::filesystem::remove_all(path_.parent_path(), ignored);
}

}  // namespace executioner::tests
