// The reflector against an API server that behaves: whatever happens to the connection, the store
// ends up equal to the server, and the barrier opens when it is.
#include <future>
#include <map>
#include <memory>
#include <thread>

#include <gtest/gtest.h>

#include "controller/kube/back_off.h"
#include "controller/kube/barrier.h"
#include "controller/kube/reflector.h"
#include "tests/fakes/fake_api_server.h"
#include "tests/unit/kube/kube_fixture.h"

namespace executioner::kube {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

constexpr Resource kWorkflows{"executioner.dev", "v1alpha1", "workflows"};
const std::string kCollection = "/apis/executioner.dev/v1alpha1/namespaces/ns/workflows";
const std::string kPlural = "workflows";
using Versions = std::map<std::string, std::string>;

class ReflectorOnServer : public testing::Test {
 protected:
  void TearDown() override {
    thread_.request_stop();
    thread_.join();
  }

  void Start() {
    // Waits are cut to a moment: the server decides when things happen.
    const Runtime runtime{.clock = clock_, .wait = [](base::Duration, const std::stop_token& stop) {
                            return WaitFor(1ms, stop);
                          }};
    reflector_ = std::make_unique<Reflector<Thing>>(
        client_, kWorkflows, ReflectorOptions{.ns = "ns", .page_size = 2}, store_,
        Reflector<Thing>::With{DecodeThing, runtime});
    thread_ = std::jthread([this](const std::stop_token& stop) { reflector_->Run(stop); });
  }

  void Create(const std::string& name) {
    server_.CreateObject(kCollection, {{"metadata", {{"name", name}}}, {"spec", json::object()}});
  }

  void Change(const std::string& name, const std::string& color) {
    server_.MergeObject(kCollection + "/" + name, {{"metadata", {{"labels", {{"color", color}}}}}});
  }

  void Delete(const std::string& name) { server_.DeleteObject(kCollection + "/" + name); }

  Versions OnServer() {
    Versions versions;
    for (const json& object : server_.Objects(kCollection)) {
      const ObjectMeta meta = DecodeMeta(object);
      versions[meta.uid] = meta.resource_version;
    }
    return versions;
  }

  Versions InStore() const {
    Versions versions;
    store_.ForEach([&](const Store<Thing>::Ptr& thing) {
      versions[thing->meta.uid] = thing->meta.resource_version;
    });
    return versions;
  }

  /// Creates an object and waits until the store has come to its version.
  bool CatchUp() {
    const std::string name = "catch-up-" + std::to_string(++catch_ups_);
    const json object = server_.CreateObject(
        kCollection, {{"metadata", {{"name", name}}}, {"spec", json::object()}});
    const std::string version = object["metadata"]["resourceVersion"];
    auto reached = std::make_shared<std::promise<void>>();
    const std::future<void> future = reached->get_future();
    return !store_.WakeAt(version, [reached] { reached->set_value(); }) ||
           future.wait_for(60s) == std::future_status::ready;
  }

  fakes::ManualClock clock_;
  fakes::FakeApiServer server_{clock_};
  Client client_{server_};
  Store<Thing> store_;
  std::unique_ptr<Reflector<Thing>> reflector_;
  std::jthread thread_;
  int catch_ups_ = 0;
};

TEST_F(ReflectorOnServer, FollowsTheServer) {
  Create("a");
  Start();
  ASSERT_TRUE(CatchUp());
  EXPECT_TRUE(store_.HasSynced());
  Create("b");
  Change("a", "red");
  Delete("b");
  ASSERT_TRUE(CatchUp());
  EXPECT_EQ(InStore(), OnServer());
}

TEST_F(ReflectorOnServer, FollowsAServerWithoutStreamingListsInPages) {
  server_.SetWatchList(false);
  for (const char* name : {"a", "b", "c", "d", "e"}) {
    Create(name);
  }
  Start();
  ASSERT_TRUE(CatchUp());
  server_.EndWatches(kPlural);
  Delete("c");
  ASSERT_TRUE(CatchUp());
  EXPECT_EQ(InStore(), OnServer());
}

TEST_F(ReflectorOnServer, CatchesUpAfterItsVersionWasCompacted) {
  for (const bool as_http : {false, true}) {
    server_.SetExpiredAsHttp(as_http);
    Create("a");
    if (!reflector_) {
      Start();
    }
    ASSERT_TRUE(CatchUp());
    server_.FreezeWatches(kPlural);
    Delete("a");
    Create("a");  // another object of the same name
    Delete("a");
    server_.Compact();
    server_.BreakWatches(kPlural);
    server_.ThawWatches(kPlural);
    ASSERT_TRUE(CatchUp());
    EXPECT_EQ(InStore(), OnServer());
  }
}

TEST_F(ReflectorOnServer, SurvivesCutsGarbageAndErrors) {
  Create("a");
  Start();
  ASSERT_TRUE(CatchUp());
  server_.CutNextEvent(kPlural);
  Change("a", "red");
  ASSERT_TRUE(CatchUp());
  server_.InsertLine(kPlural, "<html>bad gateway</html>");
  Change("a", "blue");
  ASSERT_TRUE(CatchUp());
  server_.SendWatchError(kPlural, 500, "InternalError");
  Change("a", "green");
  ASSERT_TRUE(CatchUp());
  server_.Inject({.path = "watch=1", .times = 2, .status = 429});
  server_.BreakWatches(kPlural);
  Change("a", "white");
  ASSERT_TRUE(CatchUp());
  EXPECT_EQ(InStore(), OnServer());
}

TEST_F(ReflectorOnServer, IsEqualToTheServerAfterAStorm) {
  for (const std::int64_t seed : {1, 2, 3}) {
    Jitter dice("", seed);
    if (!reflector_) {
      Start();
    }
    const auto pick = [&](int sides) { return static_cast<int>(dice.Next() * sides); };
    for (int step = 0; step < 60; ++step) {
      const std::string name = "w" + std::to_string(pick(6));
      const bool exists = !server_.Object(kCollection + "/" + name).is_null();
      if (!exists) {
        Create(name);
      } else if (pick(2) == 0) {
        Change(name, "c" + std::to_string(step));
      } else {
        Delete(name);
      }
      switch (pick(10)) {
        case 0: server_.BreakWatches(kPlural); break;
        case 1: server_.EndWatches(kPlural); break;
        case 2: server_.CutNextEvent(kPlural); break;
        case 3: server_.Compact(); break;
        case 4: server_.SendBookmarks(kPlural); break;
        case 5: server_.SendWatchError(kPlural, 410, "Expired"); break;
        default: break;
      }
    }
    ASSERT_TRUE(CatchUp()) << "seed " << seed;
    EXPECT_EQ(InStore(), OnServer()) << "seed " << seed;
  }
}

TEST_F(ReflectorOnServer, ABarrierHoldsWhileTheCacheIsStale) {
  Start();
  ASSERT_TRUE(CatchUp());
  Barrier barrier;
  const auto workflows = barrier.AddStore(store_);
  server_.FreezeWatches(kPlural);
  const ApiResult created =
      client_.Create(kCollection, R"({"metadata":{"name":"mine"},"spec":{}})");
  const std::string version = json::parse(created.OrThrow())["metadata"]["resourceVersion"];
  barrier.Wrote("owner", workflows, version);
  std::promise<void> woken;
  EXPECT_FALSE(barrier.Ready("owner", [&] { woken.set_value(); }));
  EXPECT_EQ(store_.Get("ns/mine"), nullptr);
  server_.ThawWatches(kPlural);
  ASSERT_EQ(woken.get_future().wait_for(60s), std::future_status::ready);
  EXPECT_NE(store_.Get("ns/mine"), nullptr);
  EXPECT_TRUE(barrier.Ready("owner", [] {}));
}

}  // namespace
}  // namespace executioner::kube
