/// \file
/// A watch that is independent of the controller's own watch code, so that it can check the
/// controller: all events in order, even across restarts of the API server.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <thread>

#include "tests/bench/door.h"

namespace executioner::tests {

class LiveWatch {
 public:
  /// Called with the type of an event ("ADDED", "MODIFIED", "DELETED") and the object's JSON, on
  /// the I/O thread; must neither block nor throw.
  using See = std::function<void(std::string_view type, std::string_view object)>;

  /// Begins with all existing objects, as ADDED. When the stream ends, continues from the last
  /// version.
  /// \param door  borrowed
  LiveWatch(bench::Door& door, const kube::Resource& resource, const std::string& ns, See see);

 private:
  std::jthread thread_;
};

}  // namespace executioner::tests
