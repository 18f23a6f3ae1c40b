/// \file
/// The latest version that a store has applied, and callbacks that wait for later versions.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "controller/kube/resource_version.h"

namespace executioner::kube {

/// Safe from any thread; only one thread advances the version.
class AppliedVersion {
 public:
  /// Runs `wake` once after `version` has been applied, on the thread that advances the version.
  /// \return false, and discards `wake`, if `version` has already been applied or versions cannot
  /// be compared
  bool WakeAt(std::string_view version, std::function<void()> wake);

  /// Sets a function that is called when the version goes back, before all waiting callbacks are
  /// run, because their versions may never come. Must be called before the first Advance.
  void OnRewind(std::function<void()> rewind) { on_rewind_ = std::move(rewind); }

  /// Sets the version and runs the callbacks that wait for it or for an older version. If it is
  /// older than the previous version, as after a restore from a backup, runs all callbacks.
  void Advance(std::string_view version);

  /// Returns the latest applied version; empty before the first.
  std::string Current() const;

 private:
  std::function<void()> on_rewind_;
  mutable std::mutex mutex_;
  std::string current_;  // guarded by mutex_, like all members below
  std::multimap<std::string, std::function<void()>, OlderVersion> waiting_;
};

}  // namespace executioner::kube
