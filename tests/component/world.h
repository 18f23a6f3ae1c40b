/// \file
/// A complete environment within this process: API server, kubelet and the real controller, on real
/// threads. A test consists of a manifest, the scripted life of its pods, and the expected end.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include <nlohmann/json.hpp>

#include "controller/base/system_clock.h"
#include "controller/reconcile/controller.h"
#include "tests/fakes/fake_api_server.h"
#include "tests/fakes/pods/fake_kubelet.h"
#include "tests/fakes/pods/run_invariants.h"

namespace executioner::component {

using nlohmann::json;

/// The namespace of all objects.
inline constexpr std::string_view kNamespace = "a";

/// The machine's clocks, which a test may advance, so that no test waits for a delay. Safe from any
/// thread.
class ForwardClock : public base::Clock {
 public:
  base::TimePoint Now() const override { return real_.Now() + ahead_.load(); }

  std::chrono::steady_clock::time_point Steady() const override {
    return real_.Steady() + ahead_.load();
  }

  void Advance(base::Duration by) { ahead_ = ahead_.load() + by; }

 private:
  base::SystemClock real_;
  std::atomic<base::Duration> ahead_ = base::Duration{0};
};

/// A clock that is ahead of or behind another clock. Safe from any thread.
class SkewedClock : public base::Clock {
 public:
  /// \param right  borrowed
  explicit SkewedClock(const base::Clock& right) : right_(right) {}

  base::TimePoint Now() const override { return right_.Now() + ahead_.load(); }

  std::chrono::steady_clock::time_point Steady() const override { return right_.Steady(); }

  void SetAhead(base::Duration ahead) { ahead_ = ahead; }

 private:
  const base::Clock& right_;
  std::atomic<base::Duration> ahead_ = base::Duration{0};
};

/// \par Example
///   World world;
///   world.kubelet.Script("load", 1, PodScript::Exit(1));
///   world.CreateWorkflow("etl", R"({"jobs": [{"name": "load", "image": "i", "command":
///   ["x"]}]})"_json); EXPECT_EQ(world.AwaitFinished("etl")["status"]["phase"], "Failed");
class World {
 public:
  /// Starts the kubelet's thread and, by default, a controller.
  explicit World(bool with_controller = true);
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;
  World(World&&) = delete;
  World& operator=(World&&) = delete;

  /// Makes the controller record every change immediately, so that tests see all of them. Must be
  /// called before the start.
  void RecordEverything();

  /// Starts a controller, which represents one process: if it is killed, its work remains
  /// unfinished.
  void StartController();
  /// Asks it to stop and waits until it has ended.
  void StopController();
  /// Starts a second controller that competes for the lease; options.lease applies to both, and
  /// their identities are "one" and "two".
  void StartStandby();
  void StopStandby();
  /// Cuts the connection of the first controller permanently.
  void CutController();
  /// Cuts the controller off from the server after its k-th write from now, waits until that has
  /// happened or `done` is true, ends it, and restores the connection for the next one.
  /// \return whether it was cut off before `done`
  bool KillAfterWrites(int k, const std::function<bool()>& done);

  /// \param metadata  in addition to name and namespace
  json CreateWorkflow(const std::string& name, json spec, json metadata = json::object());
  json CreateJob(const std::string& name, json spec, json metadata = json::object());
  json Get(std::string_view plural, const std::string& name);

  json Workflow(const std::string& name) { return Get("workflows", name); }

  void Edit(std::string_view plural, const std::string& name, const json& patch);
  void Delete(std::string_view plural, const std::string& name,
              const json& options = json::object());

  /// Sets the script of a job's pods from now on, including a running pod.
  void Rescript(const std::string& job, fakes::PodScript script);
  /// Advances the clock and wakes the controller, which reads the clock again.
  void Skip(base::Duration by);

  /// Waits for the condition Finished of the newest spec. \return the object; if it did not finish,
  /// its phase and missing parts of its status are ""
  json AwaitFinished(const std::string& name, std::string_view plural = "workflows");
  bool AwaitPhase(const std::string& workflow, const std::string& phase);
  bool AwaitJobPhase(const std::string& workflow, const std::string& job, const std::string& phase);
  /// Waits until `job` of a workflow has this reason.
  bool AwaitJobReason(const std::string& workflow, const std::string& job,
                      const std::string& reason);
  /// Waits until a write of `method` to a path that matches `path` was answered with `status` (0:
  /// no response).
  bool AwaitAnswer(const std::string& method, const std::string& path, int status);
  /// Waits until no pod has our finalizer.
  bool AwaitReleased();
  /// Waits until the controller has processed all events and is idle.
  bool AwaitQuiet();

  std::vector<json> Pods();
  /// Returns "namespace/object: note" of all events with this reason.
  std::vector<std::string> Notes(const std::string& reason);

  /// \return the number of finished runs counted by all controllers
  int RunsFinished() const { return runs_finished_; }

  /// Returns the pod of a job's attempt, or null.
  json PodOf(const std::string& job, int attempt = 1);
  /// Returns the jobs in the order of the creation of their pods.
  std::vector<std::string> LaunchOrder();
  /// Returns the status of a job; missing fields are "" or 0.
  static json JobOf(const json& workflow, const std::string& job);
  static std::string Path(std::string_view plural, const std::string& name = {});

  ForwardClock clock;  ///< of the API server, and by default of all others
  SkewedClock controller_clock{clock};
  SkewedClock node_clock{clock};
  fakes::FakeApiServer server;
  fakes::FakeKubelet kubelet;
  fakes::RunInvariants invariants;
  reconcile::ControllerOptions options;

 private:
  struct Process;

  reconcile::ControllerOptions OptionsOf(const char* identity) const;

  std::atomic<int> runs_finished_ = 0;  // outlives the processes
  std::unique_ptr<Process> process_;
  std::unique_ptr<Process> standby_;
  int ticks_ = 0;
};

/// Returns a job that a fake kubelet can run.
json Job(const std::string& name, const std::vector<std::string>& depends_on = {},
         const json& more = json::object());

/// Returns the spec of a workflow of these jobs.
json Spec(std::vector<json> jobs, const json& more = json::object());

}  // namespace executioner::component
