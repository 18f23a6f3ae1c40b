/// \file
/// Watches everything that is stored on a fake API server and notes what must never happen in a
/// run. Safe from any thread.
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

/// Annotation of pods that a test puts beside those of a run: not looked at.
inline constexpr const char* kHostile = "test/hostile";

/// Noted as violations: two live pods of one job of an owner; two different pods for one
/// attempt; a job whose trigger may start it after a failure beside a job before it (job_order.h);
/// a condition Complete or Failed that was True and is not any more, both True at once, or another
/// completionTime, within one (run, attempt) of a Workflow or Job; and, when `recorded` is given,
/// an ended pod that lost our finalizer while its living owner had not recorded it.
///
/// A pod is live until it has ended or is gone; one that is deleted before it got a node is not.
class RunInvariants {
 public:
  /// Whether the owner's status holds the outcome of this pod.
  using Recorded = std::function<bool(const nlohmann::json& owner, const nlohmann::json& pod)>;

  /// Attach before the first pod. The server may outlive this.
  explicit RunInvariants(FakeApiServer& server, Recorded recorded = {});

  /// In the order in which they happened, in words.
  std::vector<std::string> Violations() const;

  /// The most pods of one job of an owner that were live at the same time.
  std::size_t MaxLivePods() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

/// "namespace/name" of every pod that has the finalizer.
std::vector<std::string> PodsWithFinalizer(FakeApiServer& server, std::string_view finalizer);

}  // namespace executioner::fakes
