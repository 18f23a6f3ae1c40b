/// \file
/// Runs the built program as a child process, for tests that need two processes: signals, watching,
/// following.
#pragma once

#include <string>
#include <sys/types.h>
#include <vector>

#include "tests/unit/cli/command_line.h"

namespace executioner::cli {

/// `executioner WORDS...` with the state directory of a CommandLine. The destructor kills it.
class Program {
 public:
  Program(const CommandLine& line, const std::vector<std::string>& words,
          const std::vector<std::string>& environment = {});
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  Program(Program&&) = delete;
  Program& operator=(Program&&) = delete;

  /// Blocks until stdout contains the text. \return false if it ends without it
  bool AwaitOutput(const std::string& text);

  void Signal(int signal) const;

  /// Blocks until it has ended. \return its exit code as in a shell: 128 + n for signal n
  Said Wait();

 private:
  bool ReadSome();

  pid_t id_ = -1;
  int out_ = -1;
  int err_ = -1;
  std::string text_ = {};
};

}  // namespace executioner::cli
