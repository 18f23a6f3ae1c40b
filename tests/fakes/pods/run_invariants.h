/// \file
/// Watches all changes of a fake API server and records violations of the invariants of runs. Safe
/// from any thread.
///
/// \par Example
/// RunInvariants invariants(server);
/// // ... runs, crashes, restarts ...
/// EXPECT_THAT(invariants.Violations(), IsEmpty());
/// EXPECT_EQ(invariants.MaxLivePods(), 1U);
/// EXPECT_TRUE(PodsWithFinalizer(server, "executioner.dev/record").empty());
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/fakes/fake_api_server.h"

namespace executioner::fakes {

/// Annotation of pods that a test adds to those of a run; they are ignored.
inline constexpr const char* kHostile = "test/hostile";

/// The following are violations: two live pods of one job of an owner; two different pods for one
/// attempt; a job whose trigger may start it after a failure while one of its dependencies runs
/// (job_order.h); a condition Complete or Failed that was True and no longer is, both True at once,
/// or a changed completionTime, within one (run, attempt) of a Workflow or Job; and, if `recorded`
/// is set, an ended pod that lost our finalizer before its existing owner had recorded it.
///
/// A pod is live until it has ended or been removed; a pod that is deleted before it got a node is
/// not live.
class RunInvariants {
 public:
  /// Returns whether the owner's status contains the outcome of this pod.
  using Recorded = std::function<bool(const nlohmann::json& owner, const nlohmann::json& pod)>;

  /// Must be created before the first pod. The server may outlive this object.
  explicit RunInvariants(FakeApiServer& server, Recorded recorded = {});

  /// Returns messages about all violations, in order.
  std::vector<std::string> Violations() const;

  /// Returns the maximum number of pods of one job of an owner that were live at the same time.
  std::size_t MaxLivePods() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

/// Returns "namespace/name" of every pod that has the finalizer.
std::vector<std::string> PodsWithFinalizer(FakeApiServer& server, std::string_view finalizer);

}  // namespace executioner::fakes
