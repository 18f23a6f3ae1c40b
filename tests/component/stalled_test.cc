/// \file
/// A fault of the controller shows at the object and costs the run nothing.
#include <atomic>
#include <optional>
#include <string_view>
#include <thread>

#include <gtest/gtest.h>

#include "controller/engine/ports/metrics_collector.h"
#include "controller/kube/client.h"
#include "tests/component/world.h"

namespace executioner::component {
namespace {

/// Plays a controller that wants a move that does not exist when it launches its second pod.
class FaultyLaunch : public engine::MetricsCollector {
 public:
  void RecordRunFinished(std::string_view, domain::RunPhase, base::Duration) override {}

  void RecordJobFinished(domain::JobPhase, std::optional<base::Duration>) override {}

  void RecordAttempt(domain::Reason, bool) override {}

  void RecordLaunch(std::string_view) override {
    if (++launches_ == 2) {
      throw domain::IllegalMoveError("job 'b' cannot go from Succeeded to Running");
    }
  }

  void RecordStatusWrite(std::string_view, std::size_t) override {}

 private:
  std::atomic<int> launches_ = 0;
};

/// An object of this size stays in memory without its spec and status.
json LargeSpec() {
  return Spec({Job("a"),
               Job("b", {"a"}, {{"env", {{{"name", "TEXT"}, {"value", std::string(8192, 'x')}}}}})},
              {{"parallelism", 1}});
}

TEST(Stalled, KeepsTheStatusOfALargeObject) {
  World world(false);
  world.RecordEverything();
  FaultyLaunch metrics;
  const kube::Runtime runtime{world.controller_clock, {}, kube::WaitFor};
  kube::Client client(world.server, runtime);
  reconcile::Controller controller(
      {.client = client, .lease_door = world.server, .metrics = metrics}, world.options, {},
      runtime);
  std::atomic<bool> lost = false;
  std::atomic<bool> stalled = false;
  const std::jthread thread([&](const std::stop_token& stop) { controller.Run(stop); });
  client.StopWith(thread.get_stop_token());
  world.CreateWorkflow("w", LargeSpec());
  ASSERT_TRUE(world.server.Await([&] {
    const json status = world.Workflow("w").value("status", json::object());
    for (const json& one : status.value("conditions", json::array())) {
      const bool is_stalled = one["type"] == "Stalled" && one["status"] == "True";
      stalled = stalled || is_stalled;
      lost = lost || (is_stalled && (!status.contains("startTime") || !status.contains("jobs")));
    }
    return stalled.load();
  }));
  EXPECT_FALSE(lost) << "the run would begin again";
  const json status = world.AwaitFinished("w")["status"];
  EXPECT_EQ(status["phase"], "Succeeded") << "the next try takes the condition back";
}

}  // namespace
}  // namespace executioner::component
