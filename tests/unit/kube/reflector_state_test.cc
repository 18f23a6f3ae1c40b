#include "controller/kube/reflector_state.h"

#include <gtest/gtest.h>

#include "controller/kube/reflector_loop.h"

namespace executioner::kube {
namespace {

using namespace std::chrono_literals;
using Step = ReflectorStep;

const std::chrono::steady_clock::time_point kNow{1h};

ReflectorState Streaming(std::string version = "") {
  return {.step = Step::kStreamList, .version = std::move(version)};
}

ReflectorState Listing(std::string version = "") {
  return {.step = Step::kList, .can_stream_list = false, .version = std::move(version)};
}

ReflectorState Watching(bool can_stream_list = true) {
  return {.step = Step::kWatch, .can_stream_list = can_stream_list, .version = "10"};
}

ApiStatus Expired() {
  return {.code = 410, .reason = "Expired"};
}

ApiStatus TooLarge() {
  return {.code = 504, .reason = "Timeout", .causes = {"ResourceVersionTooLarge"}};
}

std::string Query(const ReflectorState& state) {
  return ReflectorQuery(state, {}, 500, 400s);
}

// --- the queries ---

TEST(ReflectorQuery, StreamsAFirstList) {
  EXPECT_EQ(Query(Streaming()),
            "?watch=1&allowWatchBookmarks=true&timeoutSeconds=400&resourceVersion="
            "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan");
}

TEST(ReflectorQuery, StreamsAListNotOlderThanTheLastVersion) {
  EXPECT_NE(Query(Streaming("10")).find("&resourceVersion=10&"), std::string::npos);
  ReflectorState state = Streaming("10");
  state.version_unusable = true;
  EXPECT_NE(Query(state).find("&resourceVersion=&"), std::string::npos);
}

TEST(ReflectorQuery, ListsInPagesRegardlessOfTheLastVersion) {
  EXPECT_EQ(Query(Listing()), "?limit=500");
  EXPECT_EQ(Query(Listing("10")), "?limit=500")
      << "for a list of a version the server ignores the limit";
  ReflectorState state = Listing("10");
  state.version_unusable = true;
  EXPECT_EQ(Query(state), "?limit=500");
  state.continue_token = "a/b=";
  EXPECT_EQ(Query(state), "?limit=500&continue=a%2Fb%3D") << "no version beside a token";
}

TEST(ReflectorOptions, RequestPagesThatFitIntoMemory) {
  constexpr std::size_t kLargestObject = 1'572'864;  // what etcd takes
  EXPECT_LE(static_cast<std::size_t>(ReflectorOptions{}.page_size) * kLargestObject, 32U << 20U);
}

TEST(ReflectorQuery, WatchesFromTheLastVersionWithTheSelectors) {
  EXPECT_EQ(ReflectorQuery(Watching(), {"a=b", "status.phase!=Failed"}, 500, 300s),
            "?watch=1&allowWatchBookmarks=true&timeoutSeconds=300&resourceVersion=10"
            "&labelSelector=a%3Db&fieldSelector=status.phase%21%3DFailed");
}

// --- after a list ---

TEST(AfterList, ReadsPageAfterPageThenWatches) {
  ReflectorMove move = AfterList(Listing(), {.continue_token = "t", .version = "7"});
  EXPECT_EQ(move.next.step, Step::kList);
  EXPECT_EQ(move.next.continue_token, "t");
  move = AfterList(move.next, {.version = "7"});
  EXPECT_EQ(move.next.step, Step::kWatch);
  EXPECT_EQ(move.next.version, "7");
  EXPECT_EQ(move.next.continue_token, "");
  EXPECT_FALSE(move.back_off);
}

TEST(AfterList, RestartsAtTheFirstPageIfAPageTokenExpired) {
  ReflectorState state = Listing("10");
  state.version_unusable = true;
  state.continue_token = "t";
  const ReflectorMove move = AfterList(state, {.error = Expired()});
  EXPECT_EQ(move.next.step, Step::kList);
  EXPECT_TRUE(move.next.version_unusable);
  EXPECT_EQ(move.next.continue_token, "");
  EXPECT_TRUE(move.back_off);
}

TEST(AfterList, ListsImmediatelyWithoutAnUnusableVersion) {
  for (const ApiStatus& error : {Expired(), TooLarge()}) {
    const ReflectorMove move = AfterList(Listing("10"), {.error = error});
    EXPECT_EQ(move.next.step, Step::kList);
    EXPECT_TRUE(move.next.version_unusable);
    EXPECT_FALSE(move.back_off);
    EXPECT_TRUE(AfterList(move.next, {.error = error}).back_off) << "an immediate retry is useless";
  }
}

TEST(AfterList, BacksOffAfterOtherFailuresAndRestarts) {
  ReflectorState state = Listing();
  state.continue_token = "t";
  const ReflectorMove move = AfterList(state, {.error = ApiStatus{.code = 503, .retry_after = 4s}});
  EXPECT_EQ(move.next.step, Step::kList);
  EXPECT_EQ(move.next.continue_token, "");
  EXPECT_TRUE(move.back_off);
  EXPECT_EQ(move.retry_after, 4s);
}

// --- after a streaming list ---

TEST(AfterStreamList, FallsBackToPagesIfTheServerDoesNotSupportIt) {
  for (const int code : {422, 400}) {
    const ReflectorMove move =
        AfterWatch(Streaming("10"), {.error = ApiStatus{.code = code}}, kNow);
    EXPECT_EQ(move.next.step, Step::kList);
    EXPECT_FALSE(move.next.can_stream_list);
    EXPECT_EQ(move.next.version, "10");
    EXPECT_FALSE(move.back_off);
  }
}

TEST(AfterStreamList, FallsBackIfTheServerIgnoredTheRequest) {
  const ReflectorMove move = AfterWatch(Streaming(), {.events = 5, .lasted = 300s}, kNow);
  EXPECT_EQ(move.next.step, Step::kList);
  EXPECT_FALSE(move.next.can_stream_list);
}

TEST(AfterStreamList, RetriesAfterALostConnection) {
  const ReflectorMove move = AfterWatch(Streaming(), {.cut = true, .events = 5}, kNow);
  EXPECT_EQ(move.next.step, Step::kStreamList);
  EXPECT_TRUE(move.back_off);
}

TEST(AfterStreamList, BacksOffIfItCouldNotBeOpened) {
  for (const int code : {0, 429, 500, 403}) {
    const ReflectorMove move = AfterWatch(Streaming(), {.error = ApiStatus{.code = code}}, kNow);
    EXPECT_EQ(move.next.step, Step::kStreamList) << code;
    EXPECT_TRUE(move.back_off) << code;
  }
}

TEST(AfterStreamList, RetriesWithoutAnUnusableVersion) {
  for (const ApiStatus& error : {Expired(), TooLarge()}) {
    const ReflectorMove move = AfterWatch(Streaming("10"), {.error = error}, kNow);
    EXPECT_EQ(move.next.step, Step::kStreamList);
    EXPECT_TRUE(move.next.version_unusable);
    EXPECT_FALSE(move.back_off);
    EXPECT_TRUE(AfterWatch(move.next, {.error = error}, kNow).back_off);
  }
}

TEST(AfterStreamList, ContinuesAsAWatchAfterItIsComplete) {
  const ReflectorMove move = AfterWatch(
      Streaming(), {.initial_done = true, .events = 9, .lasted = 300s, .version = "20"}, kNow);
  EXPECT_EQ(move.next.step, Step::kWatch);
  EXPECT_EQ(move.next.version, "20");
  EXPECT_FALSE(move.back_off);
}

// --- after a watch ---

TEST(AfterWatch, ContinuesFromTheLastVersion) {
  for (const bool cut : {false, true}) {
    const ReflectorMove move =
        AfterWatch(Watching(), {.cut = cut, .events = 3, .lasted = 2s, .version = "13"}, kNow);
    EXPECT_EQ(move.next.step, Step::kWatch);
    EXPECT_EQ(move.next.version, "13");
    EXPECT_FALSE(move.back_off);
  }
}

TEST(AfterWatch, KeepsItsVersionWithoutEvents) {
  const ReflectorMove move = AfterWatch(Watching(), {.cut = true, .lasted = 120s}, kNow);
  EXPECT_EQ(move.next.step, Step::kWatch);
  EXPECT_EQ(move.next.version, "10");
  EXPECT_FALSE(move.back_off) << "silence is a dead connection, not a busy server";
}

TEST(AfterWatch, ListsAgainAfterTwoSilentWatches) {
  const ReflectorMove once = AfterWatch(Watching(), {.cut = true, .lasted = 120s}, kNow);
  const ReflectorMove twice = AfterWatch(once.next, {.cut = true, .lasted = 120s}, kNow);
  EXPECT_EQ(twice.next.step, Step::kStreamList);
  EXPECT_FALSE(twice.back_off);
  const ReflectorMove bookmark =
      AfterWatch(once.next, {.cut = true, .events = 1, .lasted = 120s, .version = "11"}, kNow);
  EXPECT_EQ(bookmark.next.step, Step::kWatch);
  EXPECT_FALSE(bookmark.next.silent);
}

TEST(AfterWatch, BacksOffAfterAVeryShortWatch) {
  EXPECT_TRUE(AfterWatch(Watching(), {.lasted = 999ms}, kNow).back_off);
  EXPECT_FALSE(AfterWatch(Watching(), {.lasted = 1000ms}, kNow).back_off);
  EXPECT_FALSE(AfterWatch(Watching(), {.events = 1, .lasted = 5ms}, kNow).back_off);
}

TEST(AfterWatch, WatchesAgainAfterAGarbageLine) {
  const ReflectorMove move =
      AfterWatch(Watching(), {.garbage = true, .events = 3, .lasted = 2s, .version = "13"}, kNow);
  EXPECT_EQ(move.next.step, Step::kWatch);
  EXPECT_EQ(move.next.version, "13");
  EXPECT_TRUE(move.back_off);
}

TEST(AfterWatch, ListsImmediatelyFromTheLastVersionAfterItExpired) {
  const ReflectorMove streams = AfterWatch(Watching(), {.error = Expired()}, kNow);
  EXPECT_EQ(streams.next.step, Step::kStreamList);
  EXPECT_EQ(streams.next.version, "10");
  EXPECT_FALSE(streams.next.version_unusable);
  EXPECT_FALSE(streams.back_off);
  EXPECT_EQ(AfterWatch(Watching(false), {.error = Expired()}, kNow).next.step, Step::kList);
}

TEST(AfterWatch, DoesNotLoopBetweenAListAndAnExpiredWatch) {
  const ReflectorMove listed = AfterList(Listing("10"), {.version = "12"});
  EXPECT_TRUE(AfterWatch(listed.next, {.error = Expired()}, kNow).back_off);
}

TEST(AfterWatch, ListsWithoutAVersionThatTheServerHasNotReached) {
  const ReflectorMove move = AfterWatch(Watching(), {.error = TooLarge()}, kNow);
  EXPECT_EQ(move.next.step, Step::kStreamList);
  EXPECT_TRUE(move.next.version_unusable);
  EXPECT_FALSE(move.back_off);
}

TEST(AfterWatch, KeepsWatchingIfTheServerIsAwayOrBusy) {
  for (const int code : {0, 429}) {
    const ReflectorMove move =
        AfterWatch(Watching(), {.error = ApiStatus{.code = code, .retry_after = 1s}}, kNow);
    EXPECT_EQ(move.next.step, Step::kWatch) << "a list would only add load";
    EXPECT_EQ(move.next.version, "10");
    EXPECT_TRUE(move.back_off);
    EXPECT_EQ(move.retry_after, 1s);
  }
}

TEST(AfterWatch, ListsAgainAfterAMinuteOfServerFailures) {
  const WatchEnd failed{.error = ApiStatus{.code = 500}};
  ReflectorMove move = AfterWatch(Watching(), failed, kNow);
  EXPECT_EQ(move.next.step, Step::kWatch);
  move = AfterWatch(move.next, failed, kNow + 59s);
  EXPECT_EQ(move.next.step, Step::kWatch);
  move = AfterWatch(move.next, failed, kNow + 60s);
  EXPECT_EQ(move.next.step, Step::kStreamList);
  EXPECT_EQ(move.next.version, "10");
  EXPECT_TRUE(move.back_off);
}

TEST(AfterWatch, ResetsFailuresAfterASuccessfulWatch) {
  const WatchEnd failed{.error = ApiStatus{.code = 500}};
  ReflectorMove move = AfterWatch(Watching(), failed, kNow);
  move = AfterWatch(move.next, {.events = 1, .lasted = 5s}, kNow + 30s);
  move = AfterWatch(move.next, failed, kNow + 61s);
  EXPECT_EQ(move.next.step, Step::kWatch);
}

TEST(AfterWatch, ListsAgainWithBackOffAfterARejection) {
  for (const int code : {401, 403, 404}) {
    const ReflectorMove move = AfterWatch(Watching(), {.error = ApiStatus{.code = code}}, kNow);
    EXPECT_EQ(move.next.step, Step::kStreamList) << code;
    EXPECT_TRUE(move.back_off) << code;
  }
}

}  // namespace
}  // namespace executioner::kube
