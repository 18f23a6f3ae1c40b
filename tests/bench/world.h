/// \file
/// One namespace with an observer, a fake kubelet and a load generator: the surroundings of one
/// repetition.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/bench/api_writes.h"
#include "tests/bench/instant_kubelet.h"
#include "tests/bench/timeline.h"
#include "tests/bench/watch.h"

namespace executioner::bench {

class World {
 public:
  enum class Kubelet { kInstant, kNone };

  /// Creates the namespace. What is in it when the World ends stays: the cluster is thrown away.
  /// \param door  borrowed \throws kube::KubeApiError
  World(Door& door, std::string ns, Kubelet kubelet);

  /// Creates workflows "w-0", "w-1", ... of one spec, all at once. \throws kube::KubeApiError
  void CreateWorkflows(const std::string& spec, int count);

  /// Counts from now on; forgets what was counted before.
  void StartCounting() { before_ = Count(); }

  /// Writes since StartCounting, without those of kubelet and generator.
  ApiWrites Writes() { return Difference(Count(), before_, {}); }

  /// Waits until nothing has been written for `quiet`. \return false when that took over a minute
  bool AwaitQuiet(std::chrono::seconds quiet);

  Timeline& Seen() { return timeline_; }

  const std::string& Namespace() const { return ns_; }

 private:
  void SeePod(std::string_view type, std::string_view pod);
  void SeeWorkflow(std::string_view workflow);

  ApiWrites Count() { return Difference(ReadApiWrites(door_), {}, own_.Get()); }

  Door& door_;
  const std::string ns_;
  OwnWrites own_;
  Timeline timeline_;
  ApiWrites before_;
  std::unique_ptr<InstantKubelet> kubelet_;
  std::vector<std::unique_ptr<Watch>> watches_;
};

}  // namespace executioner::bench
