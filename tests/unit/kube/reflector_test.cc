#include "controller/kube/reflector.h"

#include <gtest/gtest.h>

#include "tests/fakes/scripted_transport.h"
#include "tests/unit/kube/kube_fixture.h"

namespace executioner::kube {
namespace {

using namespace std::chrono_literals;
using Texts = std::vector<std::string>;

constexpr Resource kThings{"example.org", "v1", "things"};

/// Plays a script against a reflector on the test's thread; the script's end stops it.
class ReflectorTest : public testing::Test {
 protected:
  ReflectorTest() {
    server_.AtEnd([this] { stop_.request_stop(); });
  }

  void Run(ReflectorOptions options = {.ns = "ns", .kind = "Thing"}) {
    Reflector<Thing> reflector(client_, kThings, std::move(options), store_,
                               {DecodeThing, runtime_.Make()});
    reflector.Run(stop_.get_token());
  }

  void RunPaged() { Run({.ns = "ns", .kind = "Thing", .stream_list = false}); }

  /// "name@version" of all objects, in order.
  Texts Things() const {
    Texts things;
    store_.ForEach([&](const Store<Thing>::Ptr& thing) {
      things.push_back(thing->meta.name + "@" + thing->meta.resource_version);
    });
    std::ranges::sort(things);
    return things;
  }

  /// Of the n-th request, from its '?' on.
  std::string Query(std::size_t n) const {
    const auto requests = server_.Requests();
    return n < requests.size() ? requests[n].path.substr(requests[n].path.find('?')) : "none";
  }

  bool Asks(std::size_t n, std::string_view part) const {
    return (Query(n) + "&").find(std::string(part) + "&") != std::string::npos;
  }

  static std::string Added(std::string_view name, std::string_view version) {
    return EventLine("ADDED", ThingJson(name, version));
  }

  fakes::ScriptedTransport server_;
  FakeRuntime runtime_;
  Client client_{server_, runtime_.Make()};
  Store<Thing> store_;
  std::stop_source stop_;
};

TEST_F(ReflectorTest, StreamsTheListAndContinuesWatching) {
  server_.Stream({.lines = {Added("b", "7"), Added("a", "3"), BookmarkLine("10", true),
                            EventLine("MODIFIED", ThingJson("a", "11")),
                            EventLine("DELETED", ThingJson("b", "12")), Added("c", "13")}});
  Run();
  EXPECT_EQ(Things(), (Texts{"a@11", "c@13"}));
  EXPECT_EQ(store_.AppliedVersion(), "13");
  EXPECT_TRUE(Asks(0, "sendInitialEvents=true"));
  EXPECT_TRUE(Asks(1, "resourceVersion=13")) << Query(1);
  EXPECT_FALSE(Asks(1, "sendInitialEvents=true"));
  EXPECT_TRUE(runtime_.waits.empty()) << "a watch that ends in an orderly way is opened at once";
}

TEST_F(ReflectorTest, EndsAWatchThatIsIdleForTooLong) {
  Run({.ns = "ns", .kind = "Thing", .idle = 17s});
  EXPECT_EQ(server_.Idle(), 17s);
}

TEST_F(ReflectorTest, ShowsNothingOfAStreamedListBeforeItIsComplete) {
  server_.Stream({.lines = {Added("a", "3")}, .end = {.status = 200, .error = "reset"}});
  Run();
  EXPECT_FALSE(store_.HasSynced());
  EXPECT_EQ(store_.Size(), 0U);
  EXPECT_EQ(store_.AppliedVersion(), "");
}

TEST_F(ReflectorTest, DiscardsAnIncompleteStreamedList) {
  server_.Stream({.lines = {Added("gone", "3")}, .end = {.status = 200, .error = "reset"}});
  server_.Stream({.lines = {Added("a", "4"), BookmarkLine("10", true)}});
  Run();
  EXPECT_EQ(Things(), Texts{"a@4"});
}

TEST_F(ReflectorTest, FollowsDeletionsWithinAStreamedList) {
  server_.Stream(
      {.lines = {Added("a", "3"), Added("b", "4"), EventLine("DELETED", ThingJson("a", "5")),
                 BookmarkLine("6"), BookmarkLine("10", true)}});
  Run();
  EXPECT_EQ(Things(), Texts{"b@4"});
  EXPECT_EQ(store_.AppliedVersion(), "10") << "the versions of a streamed list are in no order";
}

TEST_F(ReflectorTest, FallsBackToPagedListsPermanently) {
  server_.Stream({.end = {.status = 422, .body = StatusJson(422, "Invalid")}});
  server_.Answer(200, ListJson("10", {ThingJson("a", "3")}, "next"));
  server_.Answer(200, ListJson("10", {ThingJson("b", "4")}));
  server_.Stream({.lines = {EventLine("ERROR", StatusJson(410, "Expired"))}});
  server_.Answer(200, ListJson("20", {ThingJson("b", "4")}));
  Run();
  EXPECT_EQ(Query(1), "?limit=20");
  EXPECT_EQ(Query(2), "?limit=20&continue=next");
  EXPECT_TRUE(Asks(3, "resourceVersion=10")) << Query(3);
  EXPECT_EQ(Query(4), "?limit=20") << "no watch-list again";
  EXPECT_EQ(Things(), Texts{"b@4"});
}

TEST_F(ReflectorTest, ShowsNothingOfAPagedListBeforeItsLastPage) {
  server_.Answer(200, ListJson("10", {ThingJson("a", "3")}, "next"));
  RunPaged();
  EXPECT_FALSE(store_.HasSynced());
  EXPECT_EQ(store_.Size(), 0U);
}

TEST_F(ReflectorTest, ReadsAnEmptyListThatHasNoItems) {
  server_.Answer(200, R"({"items":null,"metadata":{"resourceVersion":"5"}})");
  RunPaged();
  EXPECT_TRUE(store_.HasSynced());
  EXPECT_EQ(store_.AppliedVersion(), "5");
}

TEST_F(ReflectorTest, RestartsAPagedListIfAPageTokenExpired) {
  server_.Answer(200, ListJson("10", {ThingJson("old", "3")}, "next"));
  server_.Answer(410, StatusJson(410, "Expired"));
  server_.Answer(200, ListJson("15", {ThingJson("a", "12")}));
  RunPaged();
  EXPECT_EQ(Query(2), "?limit=20");
  EXPECT_EQ(Things(), Texts{"a@12"}) << "nothing of the first try is left";
}

TEST_F(ReflectorTest, TreatsAResponseThatIsNotAListAsAFailure) {
  for (const char* body : {"<html>", "{}", R"({"items":[]})", R"({"metadata":{},"items":7})",
                           R"({"metadata":{"resourceVersion":"5"},"items":[{"cut)"}) {
    server_.Answer(200, body);
  }
  server_.Answer(200, ListJson("10", {}));
  RunPaged();
  EXPECT_EQ(store_.AppliedVersion(), "10");
  EXPECT_EQ(runtime_.Logged("list failed"), 5U);
}

TEST_F(ReflectorTest, ListsAgainAfter410AndReportsMissedDeletions) {
  Texts deleted;
  store_.OnChange([&](const Thing* before, const Thing* after) {
    if (after == nullptr) {
      deleted.push_back(before->meta.name);
    }
  });
  server_.Stream({.lines = {Added("a", "3"), Added("b", "4"), BookmarkLine("10", true),
                            EventLine("MODIFIED", ThingJson("b", "11"))}});
  server_.Stream({.end = {.status = 410, .body = StatusJson(410, "Expired")}});
  server_.Stream({.lines = {Added("b", "11"), BookmarkLine("30", true)}});
  Run();
  EXPECT_TRUE(Asks(2, "sendInitialEvents=true"));
  EXPECT_TRUE(Asks(2, "resourceVersion=11")) << Query(2);
  EXPECT_EQ(deleted, Texts{"a"});
  EXPECT_TRUE(runtime_.waits.empty());
}

TEST_F(ReflectorTest, ListsWithoutAVersionIfThatIsGoneToo) {
  server_.Stream({.lines = {BookmarkLine("10", true), Added("a", "11")}});
  server_.Stream({.lines = {EventLine("ERROR", StatusJson(410, "Expired"))}});
  server_.Stream({.lines = {EventLine("ERROR", StatusJson(410, "Gone"))}});
  server_.Stream({.lines = {BookmarkLine("30", true)}});
  Run();
  EXPECT_TRUE(Asks(2, "resourceVersion=11")) << Query(2);
  EXPECT_TRUE(Asks(3, "resourceVersion=")) << Query(3);
  EXPECT_TRUE(runtime_.waits.empty());
  EXPECT_EQ(store_.AppliedVersion(), "30");
}

TEST_F(ReflectorTest, ListsWithoutAVersionThatTheServerHasNotReached) {
  server_.Answer(200, ListJson("10", {}));
  server_.Stream({.lines = {EventLine("ERROR", StatusJson(410, "Expired"))}});
  server_.Answer(504, StatusJson(504, "Timeout", "too large", "ResourceVersionTooLarge"));
  server_.Answer(200, ListJson("8", {}));
  RunPaged();
  EXPECT_EQ(Query(2), "?limit=20");
  EXPECT_EQ(Query(3), "?limit=20");
}

TEST_F(ReflectorTest, WatchesFromTheLastBookmark) {
  server_.Stream({.lines = {BookmarkLine("10", true), Added("a", "11"), BookmarkLine("50")}});
  Run();
  EXPECT_EQ(store_.AppliedVersion(), "50");
  EXPECT_TRUE(Asks(1, "resourceVersion=50")) << Query(1);
}

TEST_F(ReflectorTest, WatchesFromTheVersionOfADeletion) {
  server_.Stream({.lines = {Added("a", "3"), BookmarkLine("10", true),
                            EventLine("DELETED", ThingJson("a", "12"))}});
  Run();
  EXPECT_EQ(store_.Size(), 0U);
  EXPECT_TRUE(Asks(1, "resourceVersion=12")) << Query(1);
}

TEST_F(ReflectorTest, RequestsBookmarksAndAddsJitterToTimeouts) {
  server_.Stream({.lines = {BookmarkLine("10", true)}});
  Run();
  EXPECT_TRUE(Asks(0, "allowWatchBookmarks=true"));
  const std::string query = Query(1);
  const std::string name = "timeoutSeconds=";
  const int timeout = std::stoi(query.substr(query.find(name) + name.size()));
  EXPECT_GE(timeout, 300);
  EXPECT_LE(timeout, 600);
}

TEST_F(ReflectorTest, KeepsItsVersionAndBacksOffWhileTheServerIsAway) {
  server_.Stream({.lines = {Added("a", "3"), BookmarkLine("10", true)}});
  for (int i = 0; i < 3; ++i) {
    server_.Stream({.end = {.status = 0, .error = "connection refused"}});
  }
  Run();
  EXPECT_TRUE(Asks(4, "resourceVersion=10")) << Query(4);
  ASSERT_GE(runtime_.waits.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_GE(runtime_.waits[i], 800ms * (1 << i));
    EXPECT_LE(runtime_.waits[i], 1600ms * (1 << i));
  }
  EXPECT_EQ(Things(), Texts{"a@3"}) << "what is known stays known";
}

TEST_F(ReflectorTest, WaitsAsLongAsABusyServerRequests) {
  server_.Stream({.lines = {BookmarkLine("10", true)}});
  server_.Stream({.end = {.status = 429, .body = "busy", .retry_after = 17s}});
  Run();
  ASSERT_FALSE(runtime_.waits.empty());
  EXPECT_EQ(runtime_.waits[0], 17s);
  EXPECT_TRUE(Asks(2, "resourceVersion=10")) << Query(2);
}

TEST_F(ReflectorTest, WaitsForAStorageThatIsInitializing) {
  server_.Stream(
      {.lines = {R"({"kind":"Status","code":429,"message":"storage is (re)initializing",)"
                 R"("reason":"TooManyRequests","details":{"retryAfterSeconds":1}})"}});
  server_.Stream({.lines = {BookmarkLine("10", true)}});
  Run();
  EXPECT_TRUE(store_.HasSynced());
  ASSERT_FALSE(runtime_.waits.empty());
  EXPECT_GE(runtime_.waits[0], 1s);
}

TEST_F(ReflectorTest, BacksOffAfterVeryShortWatches) {
  server_.Stream({.lines = {BookmarkLine("10", true)}});
  server_.Stream({});
  server_.Stream({});
  Run();
  ASSERT_GE(runtime_.waits.size(), 2U);
  EXPECT_GE(runtime_.waits[0], 800ms);
  EXPECT_GE(runtime_.waits[1], 1600ms);
}

TEST_F(ReflectorTest, ReopensASilentWatchFromTheSameVersion) {
  server_.Stream({.lines = {BookmarkLine("10", true)}});
  server_.Stream({.end = {.status = 200, .error = "silent for 120 s"},
                  .before_end = [this] { runtime_.clock.Advance(120s); }});
  Run();
  EXPECT_TRUE(Asks(2, "resourceVersion=10")) << Query(2);
  EXPECT_TRUE(runtime_.waits.empty());
}

TEST_F(ReflectorTest, ContinuesAfterAGarbageLine) {
  server_.Stream({.lines = {BookmarkLine("10", true), Added("a", "11"), "{\"type\":\"MOD",
                            Added("never", "12")}});
  server_.Stream({.lines = {Added("b", "12")}});
  Run();
  EXPECT_EQ(Things(), (Texts{"a@11", "b@12"}));
  EXPECT_TRUE(Asks(1, "resourceVersion=11")) << Query(1);
  EXPECT_EQ(runtime_.Logged("a line of the watch is not an event"), 1U);
  EXPECT_FALSE(runtime_.waits.empty());
}

TEST_F(ReflectorTest, SkipsOnlyTheObjectThatCannotBeDecoded) {
  const std::string bad = R"({"kind":"Thing","metadata":{"name":"bad"},"color":7})";
  server_.Stream(
      {.lines = {Added("a", "3"), EventLine("ADDED", bad), BookmarkLine("10", true),
                 EventLine("MODIFIED", bad), EventLine("DELETED", bad), Added("b", "12")}});
  Run();
  EXPECT_EQ(Things(), (Texts{"a@3", "b@12"}));
  EXPECT_EQ(runtime_.Logged("skipped an object that could not be decoded"), 3U);
  EXPECT_TRUE(Asks(1, "resourceVersion=12"));
}

TEST_F(ReflectorTest, SkipsABadItemOfAList) {
  server_.Answer(200, ListJson("10", {ThingJson("a", "3"), R"({"color":7})", "[]", "17",
                                      ThingJson("b", "4")}));
  RunPaged();
  EXPECT_EQ(Things(), (Texts{"a@3", "b@4"}));
}

TEST_F(ReflectorTest, IgnoresOtherKindsAndLogsItOnce) {
  const std::string other = R"({"kind":"Other","metadata":{"name":"x","resourceVersion":"11"}})";
  server_.Stream(
      {.lines = {BookmarkLine("10", true), EventLine("ADDED", other), EventLine("ADDED", other),
                 EventLine("SPLIT", "{}"), EventLine("SPLIT", "{}"),
                 EventLine("ADDED", R"({"kind":"Thing"})"), Added("a", "12")}});
  Run();
  EXPECT_EQ(Things(), Texts{"a@12"});
  EXPECT_EQ(runtime_.Logged("ignored an object of another kind"), 1U);
  EXPECT_EQ(runtime_.Logged("ignored an event of an unknown type"), 1U);
  EXPECT_EQ(runtime_.Logged("skipped an object without a name"), 1U);
}

TEST_F(ReflectorTest, KnowsTheTimeSinceTheLastEvent) {
  Reflector<Thing> reflector(client_, kThings, {}, store_, {DecodeThing, runtime_.Make()});
  EXPECT_EQ(reflector.LastEventAge(), std::nullopt);
  server_.Stream({.lines = {BookmarkLine("10", true)}});
  server_.Stream({.before_end = [this] { runtime_.clock.Advance(90s); }});
  reflector.Run(stop_.get_token());
  EXPECT_GE(reflector.LastEventAge(), 90s);
}

TEST_F(ReflectorTest, EndsWithoutARequestWhenItIsStopped) {
  stop_.request_stop();
  Run();
  EXPECT_TRUE(server_.Requests().empty());
}

TEST_F(ReflectorTest, EndsWhileItWaits) {
  server_.Answer(503, "");
  Runtime runtime = runtime_.Make();
  runtime.wait = [this](base::Duration, const std::stop_token&) {
    stop_.request_stop();
    return false;
  };
  Reflector<Thing> reflector(client_, kThings, {.stream_list = false}, store_,
                             {DecodeThing, std::move(runtime)});
  reflector.Run(stop_.get_token());
  EXPECT_EQ(server_.Requests().size(), 1U);
}

}  // namespace
}  // namespace executioner::kube
