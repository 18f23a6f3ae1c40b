/// \file
/// How often the API server was written to, by its own counters and by what the benchmark itself
/// wrote.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "tests/bench/door.h"

namespace executioner::bench {

/// "PATCH pods/status" -> how often. Only resources that a workflow engine writes: pods, events and
/// those of executioner.dev.
using ApiWrites = std::map<std::string, long>;

/// Reads the API server's metric apiserver_request_total: every write that was answered, refused
/// ones too. Pure.
ApiWrites ParseApiWrites(std::string_view metrics);

/// \throws kube::KubeApiError  when the API server does not give its metrics
ApiWrites ReadApiWrites(Door& door);

/// `after` without `before` and without `own`; what is not positive is left out. Pure.
ApiWrites Difference(const ApiWrites& after, const ApiWrites& before, const ApiWrites& own);

long Total(const ApiWrites& writes);

/// "POST pods 1.00, PATCH pods 1.00, ...": each divided by `pods`. Pure.
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
