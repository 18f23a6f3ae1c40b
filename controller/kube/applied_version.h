/// \file
/// How far a store has come, and who waits for it to come further.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "controller/kube/resource_version.h"

namespace executioner::kube {

/// Safe from any thread; one thread advances.
class AppliedVersion {
 public:
  /// Runs `wake` once, when `version` has been applied, on the thread that advances.
  /// \return false, and does not keep `wake`, when it has been applied already or when versions
  ///         cannot be compared
  bool WakeAt(std::string_view version, std::function<void()> wake);

  /// Called when the version goes back, before those who wait are run: what they wait for may never
  /// come. Set before the first Advance.
  void OnRewind(std::function<void()> rewind) { on_rewind_ = std::move(rewind); }

  /// Sets the version and runs those who waited for it or for an older one; all of them when it is
  /// older than the one before, as after a restore from a backup.
  void Advance(std::string_view version);

  /// The last version applied; empty before the first.
  std::string Current() const;

 private:
  std::function<void()> on_rewind_;
  mutable std::mutex mutex_;
  std::string current_;  // guarded by mutex_, as all below
  std::multimap<std::string, std::function<void()>, OlderVersion> waiting_;
};

}  // namespace executioner::kube
