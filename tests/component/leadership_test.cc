/// \file
/// Two controllers: one works, the other is warm and takes over.
#include <gtest/gtest.h>

#include "tests/component/world.h"

namespace executioner::component {
namespace {

using fakes::PodScript;

constexpr const char* kLease = "/apis/coordination.k8s.io/v1/namespaces/a/leases/executioner";

class Leadership : public testing::Test {
 protected:
  Leadership() : world(false) {
    world.options.leader_elect = true;
    world.options.lease.lease = base::Duration{1000};
    world.options.lease.renew = base::Duration{600};
    world.options.lease.retry = base::Duration{50};
    world.kubelet.Script("a", 0, PodScript::Hangs());
    world.StartController();
    AwaitLeader("one");
    world.StartStandby();
    world.server.AwaitWatches("pods", 2);
    world.CreateWorkflow("w", Spec({Job("a"), Job("b", {"a"})}));
    EXPECT_TRUE(world.AwaitJobPhase("w", "a", "Running"));
  }

  void AwaitLeader(const std::string& identity) {
    EXPECT_TRUE(world.server.Await([&] {
      const json lease = world.server.Object(kLease);
      return !lease.is_null() && lease["spec"].value("holderIdentity", "") == identity;
    }));
  }

  void ExpectAGoodEnd() {
    const json ended = world.AwaitFinished("w");
    EXPECT_EQ(ended["status"]["phase"], "Succeeded");
    EXPECT_EQ(World::JobOf(ended, "a")["attempts"], 1);
    EXPECT_EQ(World::JobOf(ended, "b")["attempts"], 1);
    EXPECT_TRUE(world.AwaitReleased());
    EXPECT_EQ(world.LaunchOrder(), (std::vector<std::string>{"a", "b"}));
    EXPECT_TRUE(world.invariants.Violations().empty());
  }

  World world;
};

TEST_F(Leadership, OneOfTwoWorks) {
  world.Rescript("a", PodScript::Exit(0));
  ExpectAGoodEnd();
  AwaitLeader("one");
}

TEST_F(Leadership, IsTakenOverFromALeaderThatIsCutOff) {
  world.CutController();
  world.Rescript("a", PodScript::Exit(0));
  AwaitLeader("two");
  ExpectAGoodEnd();
}

TEST_F(Leadership, IsHandedOverByALeaderThatStops) {
  world.StopController();
  AwaitLeader("two");
  world.Rescript("a", PodScript::Exit(0));
  ExpectAGoodEnd();
}

TEST_F(Leadership, StaysWhenTheOtherGoes) {
  world.StopStandby();
  world.Rescript("a", PodScript::Exit(0));
  ExpectAGoodEnd();
  AwaitLeader("one");
}

}  // namespace
}  // namespace executioner::component
