/// \file
/// The environment of one repetition: a namespace with an observer, a fake kubelet and a load
/// generator.
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

  /// Creates the namespace. Its content is not deleted, because the cluster is temporary.
  /// \param door  borrowed \throws kube::KubeApiError
  World(Door& door, std::string ns, Kubelet kubelet);

  /// Creates workflows "w-0", "w-1", ... of one spec concurrently. \throws kube::KubeApiError
  void CreateWorkflows(const std::string& spec, int count);

  /// Resets the counters.
  void StartCounting() { before_ = Count(); }

  /// Returns the writes since StartCounting, without those of kubelet and generator.
  ApiWrites Writes() { return Difference(Count(), before_, {}); }

  /// Waits until there was no write for `quiet`. \return false if that took more than a minute
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
