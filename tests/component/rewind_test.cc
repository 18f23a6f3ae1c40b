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
  ASSERT_TRUE(world.server.Await([&] {
    const json lease =
        world.server.Object("/apis/coordination.k8s.io/v1/namespaces/a/leases/executioner");
    return std::stoi(lease["metadata"].value("resourceVersion", "0")) > 10'000;
  })) << "renewed since";
  world.server.RestoreBackup();
  world.CreateWorkflow("w", Spec({Job("a"), Job("b", {"a"})}));
  EXPECT_EQ(world.AwaitFinished("w")["status"]["phase"], "Succeeded");
}

}  // namespace
}  // namespace executioner::component
