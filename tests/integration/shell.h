/// \file
/// Runs shell commands such as kubectl from tests, and holds the files that they read.
#pragma once

#include <filesystem>
#include <string>

namespace executioner::tests {

/// What a command left behind.
struct CommandResult {
  int exit_code = 0;        ///< as the shell reports it: 128 + n for signal n
  std::string output = {};  ///< standard output and standard error, in the order written
};

/// Runs a command line with `sh -c`, without input, and waits for its end. Thread-safe.
/// \throws std::system_error  when no process could be started
/// \par Example
///   RunShell("kubectl get namespaces").exit_code == 0
CommandResult RunShell(const std::string& command_line);

/// The text as one word of a shell's command line, whatever it contains.
std::string Quoted(const std::string& text);

/// A file with the given text in a folder of its own; gone when the object is.
class TempFile {
 public:
  /// \param name  file name within the folder, for tools that go by its ending
  /// \throws std::system_error, std::ios_base::failure  when it could not be written
  explicit TempFile(const std::string& text, const std::string& name = "file.yaml");
  ~TempFile();
  TempFile(const TempFile&) = delete;
  TempFile& operator=(const TempFile&) = delete;
  TempFile(TempFile&&) = delete;
  TempFile& operator=(TempFile&&) = delete;

  /// Where it is: an absolute path without characters that a shell cares about.
  std::string Path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

}  // namespace executioner::tests
