#include "controller/kube/watch_decoder.h"

#include <gtest/gtest.h>

namespace executioner::kube {
namespace {

TEST(WatchDecoder, ReturnsTheObjectAsTextForAnyOrderOfMembers) {
  for (const std::string_view line : {R"({"type":"MODIFIED","object":{"a":"}"}})",
                                      R"({"object": {"a":"}"} , "type" : "MODIFIED"})"}) {
    const WatchLine decoded = DecodeWatchLine(line);
    const auto* event = std::get_if<WatchEvent>(&decoded);
    ASSERT_NE(event, nullptr) << line;
    EXPECT_EQ(event->type, WatchEventType::kModified);
    EXPECT_EQ(event->object, R"({"a":"}"})");
  }
}

TEST(WatchDecoder, KnowsTheTypesOfTheProtocol) {
  const auto type_of = [](const std::string& type) {
    const std::string line = R"({"type":")" + type + R"(","object":{}})";
    return std::get<WatchEvent>(DecodeWatchLine(line)).type;
  };
  EXPECT_EQ(type_of("ADDED"), WatchEventType::kAdded);
  EXPECT_EQ(type_of("MODIFIED"), WatchEventType::kModified);
  EXPECT_EQ(type_of("DELETED"), WatchEventType::kDeleted);
  EXPECT_EQ(type_of("BOOKMARK"), WatchEventType::kBookmark);
}

TEST(WatchDecoder, TurnsAnErrorEventIntoAStatus) {
  const WatchLine decoded = DecodeWatchLine(
      R"({"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired","message":"old"}})");
  const auto& status = std::get<ApiStatus>(decoded);
  EXPECT_TRUE(status.IsExpired());
  EXPECT_EQ(status.reason, "Expired");
  EXPECT_EQ(status.message, "old");
}

TEST(WatchDecoder, AcceptsABareStatusLineOfAServerThatIsNotReady) {
  const WatchLine decoded = DecodeWatchLine(
      R"({"kind":"Status","code":429,"message":"storage is (re)initializing","details":{"retryAfterSeconds":1}})");
  const auto& status = std::get<ApiStatus>(decoded);
  EXPECT_EQ(status.code, 429);
  EXPECT_EQ(status.retry_after, std::chrono::seconds(1));
}

TEST(WatchDecoder, AnErrorWithoutACodeIsAFailureOfTheServer) {
  EXPECT_EQ(std::get<ApiStatus>(DecodeWatchLine(R"({"type":"ERROR","object":{}})")).code, 500);
}

TEST(WatchDecoder, ReportsUnknownTypes) {
  const WatchLine decoded = DecodeWatchLine(R"({"type":"SPLIT","object":{}})");
  EXPECT_EQ(std::get<UnknownEvent>(decoded).type, "SPLIT");
}

TEST(WatchDecoder, ReportsGarbageLines) {
  for (const std::string_view line :
       {"", "<html>", R"({"type":"ADDED"})", R"({"object":{}})", R"({"type":"ADDED","object":7})",
        R"({"type":7,"object":{}})", R"({"type":"ADDED","object":{"metadata":{"name":"cut)"}) {
    EXPECT_TRUE(std::holds_alternative<GarbageLine>(DecodeWatchLine(line))) << line;
  }
}

TEST(WatchDecoder, ReadsBookmarks) {
  const Bookmark plain = DecodeBookmark(R"({"kind":"Pod","metadata":{"resourceVersion":"7"}})");
  EXPECT_EQ(plain.resource_version, "7");
  EXPECT_FALSE(plain.initial_events_end);
  EXPECT_TRUE(DecodeBookmark(R"({"metadata":{"annotations":{"k8s.io/initial-events-end":"true"},
                                 "resourceVersion":"7"}})")
                  .initial_events_end);
  EXPECT_EQ(DecodeBookmark("{}").resource_version, "");
}

}  // namespace
}  // namespace executioner::kube
