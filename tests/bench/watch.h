/// \file
/// A plain watch without list or cache. The floor and the observer use it instead of the
/// controller's reflector, so that the measured code does not measure itself.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <thread>

#include "tests/bench/door.h"

namespace executioner::bench {

class Watch {
 public:
  /// Called with the type of an event ("ADDED", "MODIFIED", "DELETED") and the object's JSON, on
  /// the I/O thread; must neither block nor throw.
  using See = std::function<void(std::string_view type, std::string_view object)>;

  /// Begins with all existing objects, as ADDED, and continues from its last version when the
  /// server ends the connection. If it cannot, it reports that on stderr and delivers nothing more,
  /// so every wait must have a timeout.
  /// \param door  borrowed
  Watch(Door& door, const kube::Resource& resource, const std::string& ns, See see);

 private:
  std::jthread thread_;
};

/// Returns the string at `names` in the object, one member name per level; "" if there is none.
/// Pure.
std::string StringAt(std::string_view object, std::initializer_list<std::string_view> names);

}  // namespace executioner::bench
