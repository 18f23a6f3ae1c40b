/// \file
/// Runs shell commands such as kubectl in tests, and creates files for them.
#pragma once

#include <filesystem>
#include <string>

namespace executioner::tests {

/// The result of a command.
struct CommandResult {
  int exit_code = 0;        ///< as reported by the shell: 128 + n for signal n
  std::string output = {};  ///< standard output and standard error, in the order written
};

/// Runs a command line with `sh -c`, without input, and waits for its end. Thread-safe.
/// \throws std::system_error  if no process could be started
/// \par Example
///   RunShell("kubectl get namespaces").exit_code == 0
CommandResult RunShell(const std::string& command_line);

/// Quotes any text as one word of a shell command.
std::string Quoted(const std::string& text);

/// A file with the given text in a separate folder, removed by the destructor.
class TempFile {
 public:
  /// \param name  file name within the folder, for tools that depend on its suffix
  /// \throws std::system_error, std::ios_base::failure  if it could not be written
  explicit TempFile(const std::string& text, const std::string& name = "file.yaml");
  ~TempFile();
  TempFile(const TempFile&) = delete;
  TempFile& operator=(const TempFile&) = delete;
  TempFile(TempFile&&) = delete;
  TempFile& operator=(TempFile&&) = delete;

  /// Returns its absolute path, without characters that are special in a shell.
  std::string Path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

}  // namespace executioner::tests
