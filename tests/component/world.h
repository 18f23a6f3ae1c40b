/// \file
/// A whole world in this process: API server, kubelet and the real controller, in real threads. A
/// test is a manifest, what becomes of its pods, and what must be true at the end.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include <nlohmann/json.hpp>

#include "controller/base/system_clock.h"
#include "controller/reconcile/controller.h"
#include "tests/fakes/fake_api_server.h"
#include "tests/fakes/fake_kubelet.h"
#include "tests/fakes/run_invariants.h"

namespace executioner::component {

using nlohmann::json;

/// The namespace that everything happens in.
inline constexpr std::string_view kNamespace = "a";

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

  /// A running controller is one process: killed it leaves what it was doing as it is.
  void StartController();
  /// Asks it to stop and waits for the end.
  void StopController();
  /// Cuts it off from the server after its k-th write from now, waits until that has happened or
  /// `done` holds, ends it, and lets the next one speak with the server again.
  /// \return whether it was cut off before `done`
  bool KillAfterWrites(int k, const std::function<bool()>& done);

  json CreateWorkflow(const std::string& name, json spec);
  json CreateJob(const std::string& name, json spec);
  json Get(std::string_view plural, const std::string& name);

  json Workflow(const std::string& name) { return Get("workflows", name); }

  void Edit(std::string_view plural, const std::string& name, const json& patch);
  void Delete(std::string_view plural, const std::string& name,
              const json& options = json::object());

  /// Waits for the condition Finished. \return the object; its phase is "" when that never came
  json AwaitFinished(const std::string& name, std::string_view plural = "workflows");
  bool AwaitPhase(const std::string& workflow, const std::string& phase);
  bool AwaitJobPhase(const std::string& workflow, const std::string& job, const std::string& phase);
  /// Waits until no pod holds our finalizer.
  bool AwaitReleased();
  /// Waits until the controller has read all that happened and has nothing to do.
  bool AwaitQuiet();

  std::vector<json> Pods();
  static json JobOf(const json& workflow, const std::string& job);
  static std::string Path(std::string_view plural, const std::string& name = {});

  base::SystemClock clock;
  fakes::FakeApiServer server;
  fakes::FakeKubelet kubelet;
  fakes::RunInvariants invariants;
  reconcile::ControllerOptions options;

 private:
  struct Process;
  std::unique_ptr<Process> process_;
};

/// A job that a fake kubelet can run.
json Job(const std::string& name, std::vector<std::string> depends_on = {},
         json more = json::object());

/// A workflow of these jobs.
json Spec(std::vector<json> jobs, json more = json::object());

}  // namespace executioner::component
