/// \file
/// A whole world in this process: API server, kubelet and the real controller, in real threads. A
/// test is a manifest, what becomes of its pods, and what must be true at the end.
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

/// The namespace that everything happens in.
inline constexpr std::string_view kNamespace = "a";

/// The machine's clocks, which a test may put forward: nobody waits for a delay to pass. Safe from
/// any thread.
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

/// The clock of a machine that is ahead of another one, or behind it. Safe from any thread.
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
  /// Starts the kubelet's thread and, unless told otherwise, a controller.
  explicit World(bool with_controller = true);
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;
  World(World&&) = delete;
  World& operator=(World&&) = delete;

  /// Every change is recorded at once: more records, and none comes too late to be seen. Before
  /// the start.
  void RecordEverything();

  /// A running controller is one process: killed it leaves what it was doing as it is.
  void StartController();
  /// Asks it to stop and waits for the end.
  void StopController();
  /// Starts a second process beside the controller, which competes for the lease; options.lease
  /// applies to both, their identities are "one" and "two".
  void StartStandby();
  void StopStandby();
  /// Cuts the wire of the first controller for good: to it the API server is gone.
  void CutController();
  /// Cuts it off from the server after its k-th write from now, waits until that has happened or
  /// `done` holds, ends it, and lets the next one speak with the server again.
  /// \return whether it was cut off before `done`
  bool KillAfterWrites(int k, const std::function<bool()>& done);

  /// \param metadata  besides name and namespace
  json CreateWorkflow(const std::string& name, json spec, json metadata = json::object());
  json CreateJob(const std::string& name, json spec, json metadata = json::object());
  json Get(std::string_view plural, const std::string& name);

  json Workflow(const std::string& name) { return Get("workflows", name); }

  void Edit(std::string_view plural, const std::string& name, const json& patch);
  void Delete(std::string_view plural, const std::string& name,
              const json& options = json::object());

  /// What becomes of a job's pods from now on, also of one that runs already.
  void Rescript(const std::string& job, fakes::PodScript script);
  /// Lets time pass at once and wakes the controller, which looks at the clock again.
  void Skip(base::Duration by);

  /// Waits for the condition Finished of the newest spec. \return the object; its phase is "" when
  /// that never came, and so is what its status leaves out
  json AwaitFinished(const std::string& name, std::string_view plural = "workflows");
  bool AwaitPhase(const std::string& workflow, const std::string& phase);
  bool AwaitJobPhase(const std::string& workflow, const std::string& job, const std::string& phase);
  /// Waits until `job` of a workflow has this reason.
  bool AwaitJobReason(const std::string& workflow, const std::string& job,
                      const std::string& reason);
  /// Waits until the client was answered `status` (0: not at all) by a write of `method` to a path
  /// that matches `path`.
  bool AwaitAnswer(const std::string& method, const std::string& path, int status);
  /// Waits until no pod holds our finalizer.
  bool AwaitReleased();
  /// Waits until the controller has read all that happened and has nothing to do.
  bool AwaitQuiet();

  std::vector<json> Pods();
  /// "namespace/object: note" of the events with this reason, everywhere.
  std::vector<std::string> Notes(const std::string& reason);

  /// \return how many ends of runs all controllers of this world have counted
  int RunsFinished() const { return runs_finished_; }

  /// The pod of a job's attempt, null when there is none.
  json PodOf(const std::string& job, int attempt = 1);
  /// Jobs in the order in which their pods were posted.
  std::vector<std::string> LaunchOrder();
  /// What the status says of a job; what it leaves out is "" or 0.
  static json JobOf(const json& workflow, const std::string& job);
  static std::string Path(std::string_view plural, const std::string& name = {});

  ForwardClock clock;  ///< the API server's, and everybody's unless told otherwise
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

/// A job that a fake kubelet can run.
json Job(const std::string& name, const std::vector<std::string>& depends_on = {},
         const json& more = json::object());

/// A workflow of these jobs.
json Spec(std::vector<json> jobs, const json& more = json::object());

}  // namespace executioner::component
