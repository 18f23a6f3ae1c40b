/// \file
/// Starts the built runner like a kubelet and collects its output, exit code and last words. Not
/// thread-safe.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <sys/types.h>
#include <vector>

#include <nlohmann/json.hpp>

namespace executioner::runner::testing {

/// A temporary folder, removed with its content.
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

/// Returns the content of a file; empty if it does not exist.
std::string ReadFile(const std::string& path);

/// How the runner is started.
struct Start {
  nlohmann::json spec;  ///< null: EXECUTIONER_SPEC is not set
  std::map<std::string, std::string>
      variables;  ///< in addition to PATH, EXECUTIONER_SPEC, EXECUTIONER_RESULT_PATH
  std::vector<std::string> arguments;       ///< of the runner
  std::vector<std::string> wrapper;         ///< a command that starts the runner
  std::vector<int> closed;                  ///< descriptors that are closed at its start
  std::string raw_spec;                     ///< the text of EXECUTIONER_SPEC, instead of `spec`
  std::string runner = EXECUTIONER_RUNNER;  ///< path of the runner
};

/// The result of a runner.
struct Answer {
  int exit_code = -1;  ///< negative: the signal that ended it
  std::string output;
  std::string error;
  std::string raw_words;
  nlohmann::json words;  ///< null if there are none, or they are not JSON

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

/// Returns a setup that runs `script` with /bin/sh, with additional keys in the specification.
Start Script(const std::string& script, const nlohmann::json& more = nlohmann::json::object());

/// \return true if namespaces can be created, which requires root or user namespaces
bool CanUnshare();

}  // namespace executioner::runner::testing
