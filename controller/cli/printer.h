/// \file
/// Writes to stdout and stderr on a separate thread, in the order of the calls, so that a slow
/// reader (a pager, a slow connection) delays neither jobs nor signals.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <thread>

namespace executioner::cli {

/// Used by one thread. The destructor waits until everything is written.
class Printer {
 public:
  /// Maximum size of pending text; then Print blocks, because nothing is dropped.
  static constexpr std::size_t kMostWaiting = std::size_t{64} << 20;

  Printer() = default;
  ~Printer();
  Printer(const Printer&) = delete;
  Printer& operator=(const Printer&) = delete;
  Printer(Printer&&) = delete;
  Printer& operator=(Printer&&) = delete;

  /// \param descriptor  STDOUT_FILENO or STDERR_FILENO. Text for a descriptor that can no longer be
  /// written is dropped.
  void Print(int descriptor, std::string text);

  /// Waits until everything is written.
  /// \return whether stdout received everything; a reader that closed it early counts as success
  bool Flush();

 private:
  struct Piece {
    int descriptor = -1;
    std::string text = {};
  };

  void Start();
  void Work();
  bool WriteAll(const Piece& piece);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Piece> pieces_;  // guarded by mutex_, like all members below
  std::size_t waiting_ = 0;   // bytes
  bool ending_ = false;
  std::atomic<bool> failed_ = false;  // stdout
  std::thread thread_;
};

}  // namespace executioner::cli
