/// \file
/// A fixed number of threads that write: each sends one request and waits for its response.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace executioner::bench {

/// Safe from any thread.
class Writers {
 public:
  explicit Writers(int threads);

  /// Drops tasks that have not begun, and waits for the others.
  ~Writers();

  Writers(const Writers&) = delete;
  Writers& operator=(const Writers&) = delete;
  Writers(Writers&&) = delete;
  Writers& operator=(Writers&&) = delete;

  /// Runs `task` on one of the threads, in the order of the calls. Never blocks.
  void Do(std::function<void()> task);

  /// Waits until all tasks given so far have ended.
  void Drain();

 private:
  void Run(const std::stop_token& stop);

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::condition_variable_any idle_;
  std::deque<std::function<void()>> tasks_;
  std::size_t unfinished_ = 0;
  std::vector<std::jthread> threads_;
};

}  // namespace executioner::bench
