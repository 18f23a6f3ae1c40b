#include "controller/kube/applied_version.h"

#include <utility>
#include <vector>

namespace executioner::kube {

bool AppliedVersion::WakeAt(std::string_view version, std::function<void()> wake) {
  const std::lock_guard lock(mutex_);
  if (HasSeen(current_, version).value_or(true)) {
    return false;
  }
  waiting_.emplace(version, std::move(wake));
  return true;
}

void AppliedVersion::Advance(std::string_view version) {
  if (version.empty()) {
    return;
  }
  std::vector<std::function<void()>> woken;
  bool rewound = false;
  {
    const std::lock_guard lock(mutex_);
    rewound = IsOlder(version, current_);
    current_ = version;
    // A version that cannot be compared must not keep anybody waiting.
    const bool some = IsComparable(version) && !rewound;
    const auto end = some ? waiting_.upper_bound(version) : waiting_.end();
    for (auto waiter = waiting_.begin(); waiter != end; ++waiter) {
      woken.push_back(std::move(waiter->second));
    }
    waiting_.erase(waiting_.begin(), end);
  }
  if (rewound && on_rewind_) {
    on_rewind_();
  }
  // Outside of the lock: those who are woken may ask again at once.
  for (const auto& wake : woken) {
    wake();
  }
}

std::string AppliedVersion::Current() const {
  const std::lock_guard lock(mutex_);
  return current_;
}

}  // namespace executioner::kube
