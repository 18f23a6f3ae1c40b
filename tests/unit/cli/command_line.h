/// \file
/// Runs commands within this process with a separate state directory, and returns exit code and
/// output.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "controller/base/system_clock.h"
#include "controller/cli/context.h"

namespace executioner::cli {

/// The output and exit code of a command.
struct Said {
  int code = 0;
  std::string out = {};
  std::string err = {};
};

/// A temporary folder with state and manifests. Not thread-safe, because commands write to the
/// descriptors of this process.
class CommandLine {
 public:
  CommandLine();
  ~CommandLine();
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;
  CommandLine(CommandLine&&) = delete;
  CommandLine& operator=(CommandLine&&) = delete;

  /// Writes a file into the folder. \return its path
  std::string Write(const std::string& name, const std::string& text) const;

  /// Runs `executioner WORDS...`.
  Said Run(const std::vector<std::string>& words, const std::string& input = "") const;

  /// Writes jobs as a workflow named `etl` and runs it. \return see Run
  Said RunJobs(const std::string& jobs, const std::vector<std::string>& flags = {}) const;

  std::string State() const { return folder_ / "state"; }

  std::string Folder() const { return folder_; }

  Context context = {};

 private:
  std::filesystem::path folder_;
  base::SystemClock clock_;
};

/// Returns a workflow of the given jobs, which are in YAML's flow style: "{name: a, script:
/// 'true'}".
std::string WorkflowOf(const std::string& jobs);

}  // namespace executioner::cli
