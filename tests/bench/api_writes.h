/// \file
/// Counts writes to the API server: by the server's metrics, and the benchmark's own writes.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "tests/bench/door.h"

namespace executioner::bench {

/// "PATCH pods/status" to its count. Only resources that a workflow engine writes: pods, events and
/// those of executioner.dev.
using ApiWrites = std::map<std::string, long>;

/// Reads the API server's metric apiserver_request_total: every answered write, including rejected
/// ones. Pure.
ApiWrites ParseApiWrites(std::string_view metrics);

/// \throws kube::KubeApiError  if the API server does not return its metrics
ApiWrites ReadApiWrites(Door& door);

/// `after` without `before` and without `own`; entries that are not positive are omitted. Pure.
ApiWrites Difference(const ApiWrites& after, const ApiWrites& before, const ApiWrites& own);

long Total(const ApiWrites& writes);

/// "POST pods 1.00, PATCH pods 1.00, ...": each count divided by `pods`. Pure.
std::string PerPod(const ApiWrites& writes, int pods);

/// Counts what the benchmark itself writes. Safe from any thread.
class OwnWrites {
 public:
  void Count(const std::string& write) {
    const std::scoped_lock lock(mutex_);
    ++writes_[write];
  }

  ApiWrites Get() const {
    const std::scoped_lock lock(mutex_);
    return writes_;
  }

 private:
  mutable std::mutex mutex_;
  ApiWrites writes_;
};

}  // namespace executioner::bench
