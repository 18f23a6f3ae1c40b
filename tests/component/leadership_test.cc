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
  Leadership() : world_(false) {
    world_.options.leader_elect = true;
    world_.options.lease.lease = base::Duration{1000};
    world_.options.lease.renew = base::Duration{600};
    world_.options.lease.retry = base::Duration{50};
    world_.kubelet.Script("a", 0, PodScript::Hangs());
    world_.StartController();
    AwaitLeader("one");
    world_.StartStandby();
    world_.server.AwaitWatches("pods", 2);
    world_.CreateWorkflow("w", Spec({Job("a"), Job("b", {"a"})}));
    EXPECT_TRUE(world_.AwaitJobPhase("w", "a", "Running"));
  }

  void AwaitLeader(const std::string& identity) {
    EXPECT_TRUE(world_.server.Await([&] {
      const json lease = world_.server.Object(kLease);
      return !lease.is_null() && lease["spec"].value("holderIdentity", "") == identity;
    }));
  }

  void ExpectAGoodEnd() {
    const json ended = world_.AwaitFinished("w");
    EXPECT_EQ(ended["status"]["phase"], "Succeeded");
    EXPECT_EQ(World::JobOf(ended, "a")["attempts"], 1);
    EXPECT_EQ(World::JobOf(ended, "b")["attempts"], 1);
    EXPECT_TRUE(world_.AwaitReleased());
    EXPECT_EQ(world_.LaunchOrder(), (std::vector<std::string>{"a", "b"}));
    EXPECT_TRUE(world_.invariants.Violations().empty());
  }

  World world_;
};

TEST_F(Leadership, OnlyOneOfTwoWorks) {
  world_.Rescript("a", PodScript::Exit(0));
  ExpectAGoodEnd();
  AwaitLeader("one");
}

TEST_F(Leadership, IsTakenOverFromALeaderThatIsCutOff) {
  world_.CutController();
  world_.Rescript("a", PodScript::Exit(0));
  AwaitLeader("two");
  ExpectAGoodEnd();
}

TEST_F(Leadership, IsHandedOverByALeaderThatStops) {
  world_.StopController();
  AwaitLeader("two");
  world_.Rescript("a", PodScript::Exit(0));
  ExpectAGoodEnd();
}

TEST_F(Leadership, IsKeptWhenTheOtherReplicaStops) {
  world_.StopStandby();
  world_.Rescript("a", PodScript::Exit(0));
  ExpectAGoodEnd();
  AwaitLeader("one");
}

}  // namespace
}  // namespace executioner::component
