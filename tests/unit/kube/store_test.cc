#include "controller/kube/store.h"

#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "tests/unit/kube/kube_fixture.h"

namespace executioner::kube {
namespace {

class StoreTest : public testing::Test {
 protected:
  StoreTest() {
    store_.AddIndex("color", [](const Thing& thing) {
      return thing.color.empty() ? std::vector<std::string>{} : std::vector{thing.color};
    });
    store_.OnChange([this](const Thing* before, const Thing* after) {
      const auto text = [](const Thing* thing) {
        return thing == nullptr ? "-" : thing->meta.name + "@" + thing->meta.resource_version;
      };
      changes_.push_back(text(before) + " " + text(after));
    });
  }

  std::vector<std::string> ByColor(std::string_view color) const {
    std::vector<std::string> names;
    for (const auto& thing : store_.ByIndex("color", color)) {
      names.push_back(thing->meta.name);
    }
    return names;
  }

  std::vector<std::string> TakeChanges() { return std::exchange(changes_, {}); }

  using Texts = std::vector<std::string>;
  Store<Thing> store_;
  Texts changes_;
};

TEST_F(StoreTest, IsSyncedByItsFirstReplace) {
  EXPECT_FALSE(store_.HasSynced());
  EXPECT_EQ(store_.AppliedVersion(), "");
  bool synced_in_callback = true;
  store_.OnChange([&](const Thing*, const Thing*) { synced_in_callback = store_.HasSynced(); });
  store_.Replace({MakeThing("a", "1")}, "5");
  EXPECT_TRUE(store_.HasSynced());
  EXPECT_FALSE(synced_in_callback) << "a consumer could not tell the first list";
  EXPECT_EQ(store_.AppliedVersion(), "5");
  EXPECT_EQ(store_.Get("ns/a")->meta.resource_version, "1");
  EXPECT_EQ(store_.Get("ns/b"), nullptr);
  EXPECT_EQ(store_.Size(), 1U);
}

TEST_F(StoreTest, IsSyncedByAnEmptyList) {
  store_.Replace({}, "5");
  EXPECT_TRUE(store_.HasSynced());
}

TEST_F(StoreTest, KeepsIndexesInStep) {
  store_.Replace({MakeThing("b", "1", "red"), MakeThing("a", "2", "red"), MakeThing("c", "3")},
                 "5");
  EXPECT_EQ(ByColor("red"), (Texts{"a", "b"}));
  EXPECT_EQ(store_.CountByIndex("color", "red"), 2U);
  store_.Upsert(MakeThing("a", "6", "blue"));
  EXPECT_EQ(ByColor("red"), Texts{"b"});
  EXPECT_EQ(ByColor("blue"), Texts{"a"});
  store_.Erase("ns/b", "7");
  EXPECT_EQ(ByColor("red"), Texts{});
  EXPECT_EQ(store_.IndexKeys("color"), Texts{"blue"});
  EXPECT_EQ(store_.CountByIndex("color", "red"), 0U);
}

TEST_F(StoreTest, ReportsAddsUpdatesAndDeletes) {
  store_.Upsert(MakeThing("a", "1"));
  store_.Upsert(MakeThing("a", "2"));
  store_.Erase("ns/a", "3");
  store_.Erase("ns/a", "4");
  EXPECT_EQ(changes_, (Texts{"- a@1", "a@1 a@2", "a@2 -"}));
}

TEST_F(StoreTest, ReportsMissedDeletions) {
  store_.Replace({MakeThing("a", "1"), MakeThing("b", "2")}, "5");
  TakeChanges();
  store_.Replace({MakeThing("b", "2"), MakeThing("c", "8")}, "9");
  EXPECT_EQ(changes_, (Texts{"a@1 -", "- c@8"})) << "b did not change";
  EXPECT_EQ(store_.Get("ns/a"), nullptr);
}

TEST_F(StoreTest, ReportsAnotherUidAsADeleteAndAnAdd) {
  store_.Replace({MakeThing("a", "1", "", "old"), MakeThing("b", "1", "", "old")}, "1");
  TakeChanges();
  store_.Upsert(MakeThing("a", "2", "", "new"));
  EXPECT_EQ(TakeChanges(), (Texts{"a@1 -", "- a@2"}));
  store_.Replace({MakeThing("a", "2", "", "new"), MakeThing("b", "3", "", "new")}, "4");
  EXPECT_EQ(TakeChanges(), (Texts{"b@1 -", "- b@3"}));
}

TEST_F(StoreTest, CallsBackWithoutHoldingItsLock) {
  std::size_t size = 0;
  store_.OnChange([&](const Thing*, const Thing*) { size = store_.Size(); });
  store_.Upsert(MakeThing("a", "1"));
  EXPECT_EQ(size, 1U);
}

TEST_F(StoreTest, AdvancesWithEveryWriteAndBookmark) {
  store_.Replace({MakeThing("a", "1")}, "5");
  store_.Upsert(MakeThing("a", "6"));
  EXPECT_EQ(store_.AppliedVersion(), "6");
  store_.Bookmark("9");
  EXPECT_EQ(store_.AppliedVersion(), "9");
  store_.Erase("ns/a", "10");
  EXPECT_EQ(store_.AppliedVersion(), "10");
}

TEST_F(StoreTest, WakesOnceWhenTheVersionIsReached) {
  store_.Replace({}, "5");
  int woken = 0;
  EXPECT_TRUE(store_.WakeAt("8", [&] { ++woken; }));
  store_.Upsert(MakeThing("a", "7"));
  EXPECT_EQ(woken, 0);
  store_.Bookmark("10");
  EXPECT_EQ(woken, 1);
  store_.Bookmark("11");
  EXPECT_EQ(woken, 1);
}

TEST_F(StoreTest, DoesNotWaitForAppliedOrIncomparableVersions) {
  const auto never = [] { ADD_FAILURE() << "woken"; };
  store_.Replace({}, "5");
  EXPECT_FALSE(store_.WakeAt("5", never));
  EXPECT_FALSE(store_.WakeAt("opaque", never));
  store_.Bookmark("opaque");
  EXPECT_FALSE(store_.WakeAt("7", never));
}

TEST_F(StoreTest, WaitsForTheFirstList) {
  int woken = 0;
  EXPECT_TRUE(store_.WakeAt("3", [&] { ++woken; }));
  store_.Replace({}, "5");
  EXPECT_EQ(woken, 1);
}

TEST_F(StoreTest, WakeFunctionsSeeTheObjectAndMayWaitAgain) {
  store_.Replace({}, "5");
  bool seen = false;
  store_.WakeAt("6", [&] {
    seen = store_.Get("ns/a") != nullptr;
    EXPECT_TRUE(store_.WakeAt("7", [] {}));
  });
  store_.Upsert(MakeThing("a", "6"));
  EXPECT_TRUE(seen);
}

TEST_F(StoreTest, CanBeReadWhileItIsWritten) {
  store_.Replace({}, "1");
  std::atomic<bool> done = false;
  std::jthread writer([&] {
    for (int i = 2; i < 500; ++i) {
      const std::string version = std::to_string(i);
      store_.Upsert(MakeThing("a" + std::to_string(i % 7), version, i % 2 == 0 ? "red" : "blue"));
      if (i % 50 == 0) {
        store_.Replace({MakeThing("a0", version, "red")}, version);
      }
    }
    done = true;
  });
  while (!done) {
    for (const auto& thing : store_.ByIndex("color", "red")) {
      ASSERT_EQ(thing->color, "red");
    }
    const std::string version = store_.AppliedVersion();
    store_.ForEach([](const auto& thing) { ASSERT_FALSE(thing->meta.name.empty()); });
    store_.WakeAt("499", [] {});
    ASSERT_LE(store_.Size(), 7U) << version;
  }
}

}  // namespace
}  // namespace executioner::kube
