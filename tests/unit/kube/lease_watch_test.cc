#include "controller/kube/lease_watch.h"

#include <gtest/gtest.h>

#include "tests/fakes/manual_clock.h"
#include "tests/fakes/scripted_transport.h"

namespace executioner::kube {
namespace {

using namespace std::chrono_literals;

LeaseRecord HeldBy(const std::string& holder, base::Duration renewed) {
  return {.holder = holder,
          .duration_seconds = 15,
          .renewed = fakes::ManualClock::kStart + renewed,
          .transitions = 1};
}

std::string Event(const std::string& type, const LeaseRecord& record, const std::string& version) {
  return R"({"type":")" + type + R"(","object":)" + EncodeLease("ns", "l", record, version) + "}";
}

class LeaseWatchTest : public testing::Test {
 protected:
  LeaseWatchTest()
      : seen_{.record = HeldBy("other", 0s),
              .resource_version = "7",
              .changed_at = clock_.Steady()} {}

  bool Follow() {
    return FollowLease({transport_, clock_, "ns", "l", 14s}, seen_, stop_.get_token());
  }

  fakes::ManualClock clock_ = fakes::ManualClock();
  fakes::ScriptedTransport transport_;
  std::stop_source stop_;
  SeenLease seen_;
};

TEST_F(LeaseWatchTest, WatchesOnlyThisLeaseFromItsCurrentVersion) {
  Follow();
  ASSERT_EQ(transport_.Requests().size(), 1U);
  EXPECT_EQ(
      transport_.Requests()[0].path,
      "/apis/coordination.k8s.io/v1/namespaces/ns/leases?watch=1&fieldSelector=metadata.name%3Dl"
      "&resourceVersion=7");
  EXPECT_EQ(transport_.Idle(), 14s);
}

TEST_F(LeaseWatchTest, KeepsTheRecordOfARenewal) {
  clock_.Advance(2s);
  transport_.Stream({.lines = {Event("MODIFIED", HeldBy("other", 2s), "8")}});
  EXPECT_TRUE(Follow());
  EXPECT_EQ(seen_.record, HeldBy("other", 2s));
  EXPECT_EQ(seen_.resource_version, "8");
  EXPECT_EQ(seen_.changed_at, clock_.Steady());
}

TEST_F(LeaseWatchTest, DoesNotCountAChangeOfLabelsAsARenewal) {
  const auto before = seen_.changed_at;
  clock_.Advance(2s);
  transport_.Stream({.lines = {Event("MODIFIED", HeldBy("other", 0s), "8")}});
  EXPECT_TRUE(Follow());
  EXPECT_EQ(seen_.resource_version, "8");
  EXPECT_EQ(seen_.changed_at, before);
}

TEST_F(LeaseWatchTest, EndsWhenTheHolderReleasesTheLease) {
  transport_.Stream({.lines = {Event("MODIFIED", HeldBy("", 2s), "8"),
                               Event("MODIFIED", HeldBy("other", 3s), "9")}});
  EXPECT_TRUE(Follow());
  EXPECT_EQ(seen_.record, HeldBy("other", 0s)) << "what came after the end was not taken";
}

TEST_F(LeaseWatchTest, EndsWhenAnotherProcessTakesTheLease) {
  transport_.Stream({.lines = {Event("MODIFIED", HeldBy("third", 2s), "8"),
                               Event("MODIFIED", HeldBy("other", 3s), "9")}});
  EXPECT_TRUE(Follow());
  EXPECT_EQ(seen_.record, HeldBy("other", 0s));
}

TEST_F(LeaseWatchTest, EndsWhenItIsDeleted) {
  transport_.Stream({.lines = {Event("DELETED", HeldBy("other", 0s), "8"),
                               Event("ADDED", HeldBy("other", 3s), "9")}});
  EXPECT_TRUE(Follow());
  EXPECT_EQ(seen_.record, HeldBy("other", 0s));
}

TEST_F(LeaseWatchTest, EndsAfterTheIdleTime) {
  transport_.Stream(
      {.end = {.status = 200, .error = "silent"}, .before_end = [this] { clock_.Advance(14s); }});
  EXPECT_TRUE(Follow());
}

TEST_F(LeaseWatchTest, ReportsThatWatchingIsNotAllowed) {
  transport_.Stream({.end = {.status = 403}});
  EXPECT_FALSE(Follow());
  transport_.Stream({.lines = {R"({"type":"ERROR","object":{"kind":"Status","code":410}})"}});
  EXPECT_FALSE(Follow());
  transport_.Stream({.lines = {"garbage"}});
  EXPECT_FALSE(Follow());
  transport_.Stream({.lines = {R"({"type":"MODIFIED","object":{}})"}});
  EXPECT_FALSE(Follow());
}

TEST_F(LeaseWatchTest, ReturnsFalseOnStop) {
  transport_.Stream({.lines = {Event("MODIFIED", HeldBy("", 2s), "8")},
                     .before_end = [this] { stop_.request_stop(); }});
  EXPECT_FALSE(Follow());
}

}  // namespace
}  // namespace executioner::kube
