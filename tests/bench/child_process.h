/// \file
/// A program that is measured: started, listened to, weighed and ended by its process ID.
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
  /// Starts a program and reads what it prints, on either output. It is killed when the calling
  /// thread ends. \throws std::system_error  when it cannot be started
  explicit ChildProcess(const std::vector<std::string>& command);

  /// Asks it to end, waits 10 s, kills it.
  ~ChildProcess();

  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  ChildProcess(ChildProcess&&) = delete;
  ChildProcess& operator=(ChildProcess&&) = delete;

  /// Waits for a line that contains `text`. \return when it came; nothing when it did not come
  /// within `limit` or the program has ended
  std::optional<SteadyTime> AwaitLine(std::string_view text, std::chrono::seconds limit);

  /// Waits until it has closed its outputs. \return whether it did within `limit`
  bool AwaitEnd(std::chrono::seconds limit);

  /// Waits for its end, however long that takes. \return its exit code, 128 + n when signal n ended
  /// it
  int Wait();

  /// What it has printed so far.
  std::vector<std::string> Lines() const;

  /// CPU time of all its threads, those that ended included.
  std::chrono::duration<double> CpuTime() const;

  /// Of /proc/PID/status, in KiB: "VmHWM" (peak of the resident set), "VmRSS" (now).
  /// \throws std::runtime_error  when the process is gone, so that nobody measures 0
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
