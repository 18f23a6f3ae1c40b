/// \file
/// A kubelet without nodes: each pod becomes Succeeded as soon as it is observed, with the final
/// status that a real kubelet would write, including the runner's last words. One write per pod.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "tests/bench/api_writes.h"
#include "tests/bench/writers.h"

namespace executioner::bench {

class InstantKubelet {
 public:
  /// Called with a pod's labels "workflow" and "job" when the API server has acknowledged its end.
  /// On any thread.
  using Ended = std::function<void(const std::string& workflow, const std::string& job)>;

  /// \param door, own  borrowed
  InstantKubelet(Door& door, OwnWrites& own, Ended ended);

  /// Takes a new pod. Never blocks.
  void Take(std::string_view pod);

 private:
  Door& door_;
  OwnWrites& own_;
  const Ended ended_;
  Writers writers_;
};

/// The patch of the status of a pod whose container "job" ended with 0 at `now` (RFC 3339). Pure.
std::string SucceededPatch(const std::string& uid, const std::string& image,
                           const std::string& now);

}  // namespace executioner::bench
