/// \file
/// A fault of the controller shows at the object and costs the run nothing.
#include <algorithm>
#include <optional>
#include <string_view>
#include <thread>

#include <gtest/gtest.h>

#include "controller/engine/ports/metrics_collector.h"
#include "controller/kube/client.h"
#include "tests/component/world.h"

namespace executioner::component {
namespace {

/// Plays a controller that wants a move that does not exist whenever a launch is refused for now.
class FaultyLaunch : public engine::MetricsCollector {
 public:
  void RecordRunFinished(std::string_view, domain::RunPhase, base::Duration) override {}

  void RecordJobFinished(domain::JobPhase, std::optional<base::Duration>) override {}

  void RecordAttempt(domain::Reason, bool) override {}

  void RecordLaunch(std::string_view result) override {
    if (result == "delayed") {
      throw domain::IllegalMoveError("job 'b' cannot go from Succeeded to Running");
    }
  }

  void RecordStatusWrite(std::string_view, std::size_t) override {}
};

bool IsStalled(const json& status) {
  const json conditions = status.value("conditions", json::array());
  return std::any_of(conditions.begin(), conditions.end(), [](const json& one) {
    return one["type"] == "Stalled" && one["status"] == "True";
  });
}

/// An object of this size stays in memory without its spec and status.
json LargeSpec() {
  return Spec({Job("a"),
               Job("b", {"a"}, {{"env", {{{"name", "TEXT"}, {"value", std::string(8192, 'x')}}}}})},
              {{"parallelism", 1}});
}

TEST(Stalled, KeepsTheStatusOfALargeObject) {
  World world(false);
  world.RecordEverything();
  world.kubelet.Script("a", 0, fakes::PodScript::Hangs());
  FaultyLaunch metrics;
  const kube::Runtime runtime{world.controller_clock, {}, kube::WaitFor};
  kube::Client client(world.server, runtime);
  reconcile::Controller controller(
      {.client = client, .lease_door = world.server, .metrics = metrics}, world.options, {},
      runtime);
  const std::jthread thread([&](const std::stop_token& stop) { controller.Run(stop); });
  client.StopWith(thread.get_stop_token());
  world.CreateWorkflow("w", LargeSpec());
  ASSERT_TRUE(world.AwaitJobPhase("w", "a", "Running"));
  world.server.Inject({.method = "POST", .path = "/pods$", .times = -1, .status = 503});
  world.Rescript("a", fakes::PodScript::Exit(0));
  json status;
  ASSERT_TRUE(world.server.Await([&] {
    status = world.Workflow("w").value("status", json::object());
    return IsStalled(status);
  }));
  EXPECT_TRUE(status.contains("startTime")) << "the run would begin again: " << status;
  EXPECT_EQ(status.value("jobs", json::array()).size(), 2U);
  world.server.ClearFaults();
  EXPECT_EQ(world.AwaitFinished("w")["status"]["phase"], "Succeeded");
  EXPECT_FALSE(IsStalled(world.Workflow("w")["status"])) << "the next status takes it back";
}

}  // namespace
}  // namespace executioner::component
