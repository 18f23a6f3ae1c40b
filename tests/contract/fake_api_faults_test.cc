// The faults of the fake API server: each does exactly what a test asks for.
#include <future>
#include <thread>

#include <gtest/gtest.h>

#include "tests/fakes/fake_api_server.h"
#include "tests/fakes/manual_clock.h"

namespace executioner::fakes {
namespace {

using nlohmann::json;

constexpr const char* kPods = "/api/v1/namespaces/a/pods";

json Pod(const std::string& name) {
  return {{"metadata", {{"name", name}}},
          {"spec", {{"containers", {{{"name", "job"}, {"image", "example.test/none"}}}}}}};
}

/// A watch on a thread of its own.
class WatchThread : public kube::LineSink {
 public:
  WatchThread(FakeApiServer& server, const std::string& query)
      : thread_([this, &server, query](const std::stop_token& stop) {
          end_.set_value(
              server.Stream({.method = "GET", .path = std::string{kPods} + "?watch=1" + query},
                            *this, std::chrono::seconds{60}, stop));
        }) {}

  bool Line(std::string_view line) noexcept override {
    const std::lock_guard lock(mutex_);
    lines_.emplace_back(line);
    return true;
  }

  std::vector<std::string> Lines() {
    const std::lock_guard lock(mutex_);
    return lines_;
  }

  kube::StreamEnd AwaitEnd() { return end_.get_future().get(); }

 private:
  std::mutex mutex_;
  std::vector<std::string> lines_;
  std::promise<kube::StreamEnd> end_;
  std::jthread thread_;
};

class FakeApiFaults : public testing::Test {
 protected:
  kube::HttpResponse Create(const std::string& name) {
    return server_.Send({.method = "POST", .path = kPods, .body = Pod(name).dump()});
  }

  std::size_t Stored() { return server_.Objects(kPods).size(); }

  ManualClock clock_;
  FakeApiServer server_{clock_};
};

TEST_F(FakeApiFaults, FailsTheGivenRequest) {
  server_.Inject({.method = "POST",
                  .path = "/pods$",
                  .skip = 1,
                  .status = 429,
                  .retry_after = std::chrono::seconds{3}});
  EXPECT_EQ(Create("a").status, 201);
  const kube::HttpResponse refused = Create("b");
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.retry_after, std::chrono::seconds{3});
  EXPECT_EQ(json::parse(refused.body)["reason"], "TooManyRequests");
  EXPECT_EQ(Create("b").status, 201);
}

TEST_F(FakeApiFaults, DropsAResponseBeforeOrAfterTheCommit) {
  server_.Inject({.kind = Fault::Kind::kDropBefore});
  EXPECT_EQ(Create("a").status, 0);
  EXPECT_EQ(Stored(), 0U);
  server_.Inject({.kind = Fault::Kind::kDropAfter});
  EXPECT_EQ(Create("a").status, 0);
  EXPECT_EQ(Stored(), 1U);
  EXPECT_EQ(server_.CountRequests("POST", "pods"), 2U);
  EXPECT_EQ(server_.CountWrites("pods"), 1U);
}

TEST_F(FakeApiFaults, SendsARequestTwice) {
  server_.Inject({.kind = Fault::Kind::kDuplicate});
  EXPECT_EQ(Create("a").status, 409);
  EXPECT_EQ(Stored(), 1U);
}

TEST_F(FakeApiFaults, KillsTheClientAfterItsWrites) {
  WatchThread watch(server_, "");
  ASSERT_TRUE(server_.AwaitWatches("pods", 1));
  server_.KillAfterWrites(2);
  EXPECT_EQ(Create("a").status, 201);
  EXPECT_EQ(Create("a").status, 409);
  EXPECT_EQ(Create("b").status, 0);
  EXPECT_EQ(Create("c").status, 0);
  EXPECT_FALSE(watch.AwaitEnd().error.empty());
  EXPECT_EQ(Stored(), 2U);
  server_.Revive();
  EXPECT_EQ(Create("c").status, 201);
}

TEST_F(FakeApiFaults, HoldsEventsBackUntilThawed) {
  WatchThread watch(server_, "");
  ASSERT_TRUE(server_.AwaitWatches("pods", 1));
  server_.FreezeWatches("pods");
  Create("a");
  Create("b");
  ASSERT_TRUE(server_.AwaitDelivery());
  EXPECT_EQ(watch.Lines().size(), 0U);
  server_.ThawNext("pods", 1);
  ASSERT_TRUE(server_.AwaitDelivery());
  EXPECT_EQ(watch.Lines().size(), 1U);
  server_.ThawWatches("pods");
  ASSERT_TRUE(server_.AwaitDelivery());
  EXPECT_EQ(watch.Lines().size(), 2U);
  server_.EndWatches("pods");
  EXPECT_EQ(watch.AwaitEnd().error, "");
}

TEST_F(FakeApiFaults, CutsAnEventInHalf) {
  WatchThread watch(server_, "");
  ASSERT_TRUE(server_.AwaitWatches("pods", 1));
  server_.CutNextEvent("pods");
  Create("a");
  EXPECT_FALSE(watch.AwaitEnd().error.empty());
  ASSERT_EQ(watch.Lines().size(), 1U);
  EXPECT_FALSE(json::accept(watch.Lines()[0]));
}

TEST_F(FakeApiFaults, InsertsLinesAndErrors) {
  WatchThread watch(server_, "&allowWatchBookmarks=true");
  ASSERT_TRUE(server_.AwaitWatches("pods", 1));
  server_.InsertLine("pods", "}garbage");
  server_.SendBookmarks("pods");
  server_.SendWatchError("pods", 410, "Expired");
  EXPECT_EQ(watch.AwaitEnd().status, 200);
  const std::vector<std::string> lines = watch.Lines();
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0], "}garbage");
  EXPECT_EQ(json::parse(lines[1])["type"], "BOOKMARK");
  EXPECT_EQ(json::parse(lines[2])["object"]["code"], 410);
}

TEST_F(FakeApiFaults, ExpiresCompactedRevisions) {
  for (const char* name : {"a", "b"}) {
    Create(name);
  }
  const json page =
      json::parse(server_.Send({.method = "GET", .path = std::string{kPods} + "?limit=1"}).body);
  server_.Compact();
  EXPECT_EQ(server_
                .Send({.method = "GET",
                       .path = std::string{kPods} + "?limit=1&continue=" +
                               page["metadata"]["continue"].get<std::string>()})
                .status,
            410);
  WatchThread event(server_, "&resourceVersion=1");
  EXPECT_EQ(event.AwaitEnd().status, 200);
  EXPECT_EQ(json::parse(event.Lines().at(0))["object"]["code"], 410);
  server_.SetExpiredAsHttp(true);
  WatchThread http(server_, "&resourceVersion=1");
  EXPECT_EQ(http.AwaitEnd().status, 410);
}

TEST_F(FakeApiFaults, RejectsStreamingListsIfSwitchedOff) {
  server_.SetWatchList(false);
  WatchThread watch(server_, "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan");
  EXPECT_EQ(watch.AwaitEnd().status, 422);
}

TEST_F(FakeApiFaults, LeavesGarbageIfConfigured) {
  server_.SetAutomaticGarbageCollection(false);
  json orphan = Pod("a");
  orphan["metadata"]["ownerReferences"] = {
      {{"apiVersion", "executioner.dev/v1alpha1"}, {"kind", "Job"}, {"name", "j"}, {"uid", "1"}}};
  server_.CreateObject(kPods, orphan);
  EXPECT_EQ(Stored(), 1U);
  server_.CollectGarbage();
  EXPECT_EQ(Stored(), 0U);
}

}  // namespace
}  // namespace executioner::fakes
