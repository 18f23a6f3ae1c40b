/// \file
/// Writes to stdout and stderr in a thread of its own, in the order of the calls, so that a reader
/// that pauses (a pager, a slow line) holds up neither jobs nor signals.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <thread>

namespace executioner::cli {

/// Used by one thread. The end of its life waits until everything is written.
class Printer {
 public:
  /// So much may wait for the reader; then Print waits too, for nothing is left out.
  static constexpr std::size_t kMostWaiting = std::size_t{64} << 20;

  Printer() = default;
  ~Printer();
  Printer(const Printer&) = delete;
  Printer& operator=(const Printer&) = delete;
  Printer(Printer&&) = delete;
  Printer& operator=(Printer&&) = delete;

  /// \param descriptor  STDOUT_FILENO or STDERR_FILENO. When it cannot be written any more, what
  ///        comes for it is left out.
  void Print(int descriptor, std::string text);

  /// Waits until everything is written.
  /// \return whether stdout has it all; a reader that left early has what it wanted
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
  std::deque<Piece> pieces_;  // guarded by mutex_, as all below
  std::size_t waiting_ = 0;   // bytes
  bool ending_ = false;
  std::atomic<bool> failed_ = false;  // stdout
  std::thread thread_;
};

}  // namespace executioner::cli
