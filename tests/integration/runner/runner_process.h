/// \file
/// Starts the built runner as a kubelet would and looks at what it leaves: output, exit code, last
/// words. Not thread-safe.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <sys/types.h>
#include <vector>

#include <nlohmann/json.hpp>

namespace executioner::runner::testing {

/// A folder that is removed with everything in it.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  TemporaryFolder(TemporaryFolder&&) = delete;
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;

  std::string Path() const { return path_.string(); }

  std::string Path(const std::string& name) const { return (path_ / name).string(); }

  /// Writes a file and returns its path.
  std::string Write(const std::string& name, const std::string& content) const;

 private:
  std::filesystem::path path_;
};

/// The content of a file; empty when it is not there.
std::string ReadFile(const std::string& path);

/// How the runner is started.
struct Start {
  nlohmann::json spec;  ///< null: EXECUTIONER_SPEC is not set
  std::map<std::string, std::string>
      variables;                       ///< beside PATH, EXECUTIONER_SPEC, EXECUTIONER_RESULT_PATH
  std::vector<std::string> arguments;  ///< of the runner
  std::vector<std::string> wrapper;    ///< a command that the runner is started through
  std::vector<int> closed;             ///< descriptors that are closed at its start
  std::string raw_spec;                ///< EXECUTIONER_SPEC as it is, instead of `spec`
  std::string runner = EXECUTIONER_RUNNER;  ///< which build of it
};

/// What the runner leaves.
struct Answer {
  int exit_code = -1;  ///< negative: the signal that ended it
  std::string output;
  std::string error;
  std::string raw_words;
  nlohmann::json words;  ///< null when there are none, or no JSON

  std::string Reason() const { return words.value("reason", "none"); }

  std::string Message() const { return words.value("message", ""); }

  std::string Tail() const { return words.value("tail", ""); }
};

/// A runner that has been started.
class RunnerProcess {
 public:
  explicit RunnerProcess(const Start& setup);
  ~RunnerProcess();
  RunnerProcess(const RunnerProcess&) = delete;
  RunnerProcess& operator=(const RunnerProcess&) = delete;
  RunnerProcess(RunnerProcess&&) = delete;
  RunnerProcess& operator=(RunnerProcess&&) = delete;

  pid_t Id() const { return process_; }

  void Signal(int number) const;

  /// Reads stdout until it contains `text`, or ends.
  void WaitForOutput(const std::string& text);

  /// Reads everything and waits for the end.
  Answer Finish();

  /// Closes the reading end of the runner's stdout.
  void CloseOutput();

 private:
  bool ReadSome();

  TemporaryFolder folder_;
  pid_t process_ = -1;
  int output_ = -1;
  int error_ = -1;
  Answer answer_;
};

/// Starts a runner and waits for its end.
Answer RunToEnd(const Start& setup);

/// A setup that runs `script` by /bin/sh, with `more` keys in the spec.
Start Script(const std::string& script, const nlohmann::json& more = nlohmann::json::object());

/// True when namespaces can be made, which takes root or user namespaces.
bool CanUnshare();

}  // namespace executioner::runner::testing
