/// \file
/// etcd is restored from a backup: versions go back, and watches from before hear nothing.
#include <gtest/gtest.h>

#include "tests/component/world.h"

namespace executioner::component {
namespace {

using fakes::PodScript;

/// So much happens after the backup that versions do not catch up while a test waits.
void LetMuchHappen(World& world) {
  world.server.SkipRevisions(10'000);
  world.Edit("workflows", "busy", {{"metadata", {{"annotations", {{"seen", "late"}}}}}});
  world.server.SendBookmarks("");
  ASSERT_TRUE(world.AwaitQuiet());
}

TEST(RestoredStore, IsNoticedByTheLease) {
  World world(false);
  world.options.leader_elect = true;
  world.options.lease.lease = base::Duration{1000};
  world.options.lease.renew = base::Duration{600};
  world.options.lease.retry = base::Duration{50};
  world.StartController();
  world.CreateWorkflow("busy", Spec({Job("x")}));
  ASSERT_EQ(world.AwaitFinished("busy")["status"]["phase"], "Succeeded");
  ASSERT_TRUE(world.AwaitReleased());
  world.server.TakeBackup();
  LetMuchHappen(world);
  world.server.RestoreBackup();
  world.CreateWorkflow("w", Spec({Job("a"), Job("b", {"a"})}));
  EXPECT_EQ(world.AwaitFinished("w")["status"]["phase"], "Succeeded");
}

TEST(RestoredStore, IsNoticedByACreationWithoutALease) {
  World world(false);
  world.RecordEverything();
  world.kubelet.Script("a", 1, PodScript::Exit(1));
  world.StartController();
  world.CreateWorkflow("busy", Spec({Job("x")}));
  ASSERT_EQ(world.AwaitFinished("busy")["status"]["phase"], "Succeeded");
  const json retry = {{"limit", 1}, {"delaySeconds", 5}, {"jitterPercent", 0}};
  world.CreateWorkflow("w", Spec({Job("a", {}, {{"retry", retry}}), Job("b", {"a"})}));
  ASSERT_TRUE(world.AwaitJobPhase("w", "a", "Retrying"));
  ASSERT_TRUE(world.AwaitReleased());
  world.server.TakeBackup();
  LetMuchHappen(world);
  world.server.RestoreBackup();
  EXPECT_EQ(world.AwaitFinished("w")["status"]["phase"], "Succeeded");
}

}  // namespace
}  // namespace executioner::component
