#include "controller/kube/barrier.h"

#include <gtest/gtest.h>

#include "tests/unit/kube/kube_fixture.h"

namespace executioner::kube {
namespace {

class BarrierTest : public testing::Test {
 protected:
  BarrierTest() {
    pods_.Replace({}, "10");
    jobs_.Replace({}, "10");
  }

  bool Ready(const std::string& owner) {
    return barrier_.Ready(owner, [this, owner] { woken_.push_back(owner); });
  }

  using Texts = std::vector<std::string>;
  Store<Thing> pods_;
  Store<Thing> jobs_;
  Barrier barrier_;
  Barrier::ResourceIndex pod_store_ = barrier_.AddStore(pods_);
  Barrier::ResourceIndex job_store_ = barrier_.AddStore(jobs_);
  Texts woken_;
};

TEST_F(BarrierTest, IsOpenForOwnersWithoutWrites) {
  EXPECT_TRUE(Ready("a"));
}

TEST_F(BarrierTest, IsClosedUntilTheStoreHasSeenTheWrite) {
  barrier_.Wrote("a", pod_store_, "12");
  EXPECT_FALSE(Ready("a"));
  EXPECT_TRUE(Ready("b")) << "others continue";
  pods_.Bookmark("11");
  EXPECT_EQ(woken_, Texts{});
  pods_.Bookmark("12");
  EXPECT_EQ(woken_, Texts{"a"});
  EXPECT_TRUE(Ready("a"));
  EXPECT_EQ(barrier_.Size(), 0U) << "nothing is remembered forever";
}

TEST_F(BarrierTest, WaitsForTheNewestWriteInAnyOrder) {
  barrier_.Wrote("a", pod_store_, "100");
  barrier_.Wrote("a", pod_store_, "12");
  pods_.Bookmark("12");
  EXPECT_FALSE(Ready("a"));
  pods_.Bookmark("100");
  EXPECT_TRUE(Ready("a"));
}

TEST_F(BarrierTest, WaitsForEachStore) {
  barrier_.Wrote("a", pod_store_, "12");
  barrier_.Wrote("a", job_store_, "13");
  EXPECT_FALSE(Ready("a"));
  pods_.Bookmark("12");
  EXPECT_FALSE(Ready("a"));
  jobs_.Bookmark("13");
  EXPECT_EQ(woken_, (Texts{"a", "a"}));
  EXPECT_TRUE(Ready("a"));
}

TEST_F(BarrierTest, ParksAnOwnerOnce) {
  barrier_.Wrote("a", pod_store_, "12");
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(Ready("a"));
  }
  pods_.Bookmark("12");
  EXPECT_EQ(woken_, Texts{"a"});
}

TEST_F(BarrierTest, SkipsVersionsThatCannotBeCompared) {
  barrier_.Wrote("a", pod_store_, "opaque");
  barrier_.Wrote("a", pod_store_, "");
  EXPECT_TRUE(Ready("a"));
}

TEST_F(BarrierTest, DoesNotWaitAfterANoOpWriteWithAnOldVersion) {
  barrier_.Wrote("a", pod_store_, "9");
  EXPECT_TRUE(Ready("a"));
}

TEST_F(BarrierTest, DoesNotWaitForWritesBeforeARestore) {
  pods_.OnRewind([this] { barrier_.ForgetAll(); });
  barrier_.Wrote("a", pod_store_, "20");
  barrier_.Wrote("b", pod_store_, "21");
  EXPECT_FALSE(Ready("a"));
  pods_.Replace({}, "5");
  EXPECT_EQ(woken_, Texts{"a"});
  EXPECT_TRUE(Ready("a"));
  EXPECT_TRUE(Ready("b"));
  barrier_.Wrote("a", pod_store_, "6");
  EXPECT_FALSE(Ready("a"));
  pods_.Bookmark("6");
  EXPECT_TRUE(Ready("a"));
}

TEST_F(BarrierTest, ForgetsAnOwnerByUid) {
  barrier_.Wrote("old-uid", pod_store_, "12");
  barrier_.Forget("old-uid");
  EXPECT_TRUE(Ready("old-uid"));
  EXPECT_EQ(barrier_.Size(), 0U);
}

}  // namespace
}  // namespace executioner::kube
