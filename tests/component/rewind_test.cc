/// \file
/// etcd is restored from a backup: versions go back, and watches from before hear nothing.
#include <gtest/gtest.h>

#include "tests/component/world.h"

namespace executioner::component {
namespace {

/// So much happens after the backup that versions do not catch up while a test waits.
void LetMuchHappen(World& world) {
  world.server.SkipRevisions(10'000);
  world.Edit("workflows", "busy", {{"metadata", {{"annotations", {{"seen", "late"}}}}}});
  world.server.SendBookmarks("");
  ASSERT_TRUE(world.AwaitQuiet());
}

void ElectLeader(World& world) {
  world.options.leader_elect = true;
  world.options.lease.lease = base::Duration{1000};
  world.options.lease.renew = base::Duration{600};
  world.options.lease.retry = base::Duration{50};
}

/// Waits until the lease has been renewed since the backup.
bool AwaitRenewal(World& world) {
  return world.server.Await([&] {
    const json lease =
        world.server.Object("/apis/coordination.k8s.io/v1/namespaces/a/leases/executioner");
    return std::stoi(lease["metadata"].value("resourceVersion", "0")) > 10'000;
  });
}

TEST(RestoredStore, IsDetectedFromTheLease) {
  World world(false);
  ElectLeader(world);
  world.StartController();
  world.CreateWorkflow("busy", Spec({Job("x")}));
  ASSERT_EQ(world.AwaitFinished("busy")["status"]["phase"], "Succeeded");
  ASSERT_TRUE(world.AwaitReleased());
  world.server.TakeBackup();
  LetMuchHappen(world);
  ASSERT_TRUE(AwaitRenewal(world));
  world.server.RestoreBackup();
  world.CreateWorkflow("w", Spec({Job("a"), Job("b", {"a"})}));
  EXPECT_EQ(world.AwaitFinished("w")["status"]["phase"], "Succeeded");
}

TEST(RestoredStore, IsDetectedFromACreation) {
  World world(false);
  world.kubelet.Script("a", 1, fakes::PodScript::Exit(1));
  world.StartController();
  world.CreateWorkflow(
      "busy",
      Spec({Job("a", {}, {{"retry", {{"limit", 1}, {"delaySeconds", 1}, {"jitterPercent", 0}}}})}));
  ASSERT_TRUE(world.AwaitJobPhase("busy", "a", "Retrying"));
  ASSERT_TRUE(world.AwaitQuiet());
  world.server.TakeBackup();
  world.server.SkipRevisions(10'000);
  world.CreateWorkflow("late", Spec({Job("x")}));
  ASSERT_EQ(world.AwaitFinished("late")["status"]["phase"], "Succeeded");
  world.server.RestoreBackup();
  world.clock.Advance(std::chrono::seconds{2});
  EXPECT_EQ(world.AwaitFinished("busy")["status"]["phase"], "Succeeded");
}

TEST(RestoredStore, DoesNotBlockARunThatWroteJustBefore) {
  World world(false);
  ElectLeader(world);
  world.kubelet.Script("x", 0, fakes::PodScript::Hangs());
  world.StartController();
  world.CreateWorkflow("busy", Spec({Job("x")}));
  ASSERT_TRUE(world.AwaitPhase("busy", "Running"));
  ASSERT_TRUE(world.AwaitQuiet());
  world.server.TakeBackup();
  world.server.SkipRevisions(10'000);
  world.server.FreezeWatches("workflows");
  world.Rescript("x", fakes::PodScript::Exit(0));
  ASSERT_TRUE(world.AwaitPhase("busy", "Succeeded"));
  ASSERT_TRUE(AwaitRenewal(world));  // the pod may be released before the restore, or after it
  world.server.RestoreBackup();
  world.server.ThawWatches("workflows");
  world.Rescript("x", fakes::PodScript::Exit(0));
  EXPECT_EQ(world.AwaitFinished("busy")["status"]["phase"], "Succeeded");
}

}  // namespace
}  // namespace executioner::component
