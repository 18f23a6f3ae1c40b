/// \file
/// A watch of our own, so that what the controller sees is not judged by what it uses to see: every
/// event in order, also across restarts of the API server.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <thread>

#include "tests/bench/door.h"

namespace executioner::tests {

class LiveWatch {
 public:
  /// Takes the type of an event ("ADDED", "MODIFIED", "DELETED") and the object's JSON. Called on
  /// the I/O thread: must neither block nor throw.
  using See = std::function<void(std::string_view type, std::string_view object)>;

  /// Begins with all existing objects, as ADDED. When the stream ends, continues from the last
  /// version.
  /// \param door  borrowed
  LiveWatch(bench::Door& door, const kube::Resource& resource, const std::string& ns, See see);

 private:
  std::jthread thread_;
};

}  // namespace executioner::tests
