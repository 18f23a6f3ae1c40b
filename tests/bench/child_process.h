/// \file
/// A measured program: starts it, reads its output, measures its CPU time and memory, and ends it
/// by its process ID.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <thread>
#include <utility>
#include <vector>

namespace executioner::bench {

using SteadyTime = std::chrono::steady_clock::time_point;

class ChildProcess {
 public:
  /// Starts a program and reads both outputs. It is killed when the calling thread ends. \throws
  /// std::system_error  if it cannot be started
  explicit ChildProcess(const std::vector<std::string>& command);

  /// Asks it to end, and kills it after 10 s.
  ~ChildProcess();

  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  ChildProcess(ChildProcess&&) = delete;
  ChildProcess& operator=(ChildProcess&&) = delete;

  /// Waits for a line that contains `text`. \return the time of that line; nothing if it did not
  /// appear within `limit` or the program has ended
  std::optional<SteadyTime> AwaitLine(std::string_view text, std::chrono::seconds limit);

  /// Waits until it has closed its outputs. \return whether it did within `limit`
  bool AwaitEnd(std::chrono::seconds limit);

  /// Waits for its end without limit. \return its exit code, or 128 + n if signal n ended it
  int Wait();

  /// Returns the lines printed so far.
  std::vector<std::string> Lines() const;

  /// Returns the CPU time of all its threads, including ended ones.
  std::chrono::duration<double> CpuTime() const;

  /// Returns a field of /proc/PID/status in KiB: "VmHWM" (peak of the resident set), "VmRSS" (now).
  /// \throws std::runtime_error  if the process has ended
  long Memory(const std::string& field) const;

  void Signal(int number) const;

  SteadyTime Started() const { return started_; }

 private:
  void Listen(int descriptor);

  SteadyTime started_;
  pid_t pid_ = -1;
  std::optional<int> exit_code_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::pair<SteadyTime, std::string>> lines_;
  bool closed_ = false;
  std::jthread listener_;
};

}  // namespace executioner::bench
