/// \file
/// A clock that only a test advances. Safe from any thread.
#pragma once

#include <functional>
#include <mutex>
#include <utility>
#include <vector>

#include "controller/base/time.h"

namespace executioner::fakes {

/// \par Example
/// ManualClock clock;                       // 2026-01-01T00:00:00Z
/// clock.OnAdvance([&] { queue.Wake(); });  // delayed work reads the clock again
/// clock.Advance(std::chrono::seconds{30});
class ManualClock : public base::Clock {
 public:
  /// 2026-01-01T00:00:00Z
  static constexpr base::TimePoint kStart{std::chrono::seconds{1767225600}};

  explicit ManualClock(base::TimePoint start = kStart) : now_(start) {}

  base::TimePoint Now() const override {
    const std::lock_guard lock(mutex_);
    return now_;
  }

  std::chrono::steady_clock::time_point Steady() const override {
    const std::lock_guard lock(mutex_);
    return steady_;
  }

  /// Advances both clocks, then calls every listener on this thread.
  void Advance(base::Duration by) {
    std::vector<std::function<void()>> listeners;
    {
      const std::lock_guard lock(mutex_);
      now_ += by;
      steady_ += by;
      listeners = listeners_;
    }
    for (const auto& listener : listeners) {
      listener();
    }
  }

  /// Sets only the wall clock, like an administrator or NTP; it may go back.
  void SetWall(base::TimePoint now) {
    const std::lock_guard lock(mutex_);
    now_ = now;
  }

  /// \param listener  called after every `Advance`, on its thread; must outlive the last call
  void OnAdvance(std::function<void()> listener) {
    const std::lock_guard lock(mutex_);
    listeners_.push_back(std::move(listener));
  }

 private:
  mutable std::mutex mutex_;
  base::TimePoint now_;
  std::chrono::steady_clock::time_point steady_{std::chrono::hours{1}};
  std::vector<std::function<void()>> listeners_;
};

}  // namespace executioner::fakes
