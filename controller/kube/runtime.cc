#include "controller/kube/runtime.h"

#include <condition_variable>
#include <mutex>

namespace executioner::kube {

bool WaitFor(base::Duration delay, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  stopped.wait_for(lock, stop, delay, [] { return false; });
  return !stop.stop_requested();
}

}  // namespace executioner::kube
