#include "controller/kube/event_series.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace executioner::kube {
namespace {

using namespace std::chrono_literals;
using Kind = EventAction::Kind;

EventSpec Started(std::string name = "w") {
  return {.regarding = {"executioner.dev/v1alpha1", "Workflow", "ns", name, name + "-uid"},
          .reason = "JobStarted",
          .action = "StartJob",
          .note = "job 'a' started"};
}

class EventSeriesTest : public testing::Test {
 protected:
  std::optional<EventAction> Observe(const EventSpec& event) {
    return series_.Observe(event, time_, now_, dropped_);
  }

  void Advance(base::Duration by) {
    time_ += by;
    now_ += by;
  }

  EventSeries series_;
  base::TimePoint time_{std::chrono::seconds(1767225600)};
  EventSeries::SteadyTime now_{1h};
  bool dropped_ = false;
};

TEST_F(EventSeriesTest, CreatesTheFirstWritesTheSecondCountsTheRest) {
  const auto first = Observe(Started());
  ASSERT_TRUE(first);
  EXPECT_EQ(first->kind, Kind::kCreate);
  EXPECT_EQ(first->count, 1);
  Advance(1s);
  const auto second = Observe(Started());
  ASSERT_TRUE(second);
  EXPECT_EQ(second->kind, Kind::kCount);
  EXPECT_EQ(second->count, 2);
  EXPECT_EQ(second->name, first->name);
  EXPECT_EQ(second->last, time_);
  EXPECT_FALSE(Observe(Started()));
  EXPECT_FALSE(dropped_);
}

TEST_F(EventSeriesTest, IgnoresNotesOnlyIfEventsNameARelatedObject) {
  EventSpec other = Started();
  other.related = ObjectReference{.name = "pod"};
  Observe(other);
  other.note = "another note";
  EXPECT_EQ(Observe(other)->kind, Kind::kCount);
  Observe(Started());
  other = Started();
  other.note = "job 'b' started";
  EXPECT_EQ(Observe(other)->kind, Kind::kCreate);
  other.reason = "JobFailed";
  EXPECT_EQ(Observe(other)->kind, Kind::kCreate);
  EXPECT_EQ(Observe(Started("v"))->kind, Kind::kCreate);
}

TEST_F(EventSeriesTest, SendsALastEventEvenIfThereWereTooMany) {
  EventSpec event = Started();
  for (int i = 0; !dropped_; ++i) {
    event.note = "job " + std::to_string(i);
    Observe(event);
  }
  event.is_last = true;
  EXPECT_TRUE(Observe(event));
  EXPECT_FALSE(dropped_);
}

TEST_F(EventSeriesTest, EndsASeriesAfterSixQuietMinutes) {
  Observe(Started());
  Observe(Started());
  Observe(Started());
  Advance(6min - 1ms);
  EXPECT_TRUE(series_.Due(now_).empty());
  Advance(1ms);
  const auto due = series_.Due(now_);
  ASSERT_EQ(due.size(), 1U);
  EXPECT_EQ(due[0].count, 3);
  EXPECT_TRUE(series_.Due(now_).empty()) << "ended series are forgotten";
  EXPECT_EQ(Observe(Started())->kind, Kind::kCreate);
}

TEST_F(EventSeriesTest, BeginsANewSeriesAfterSixQuietMinutesEvenWithoutDue) {
  Observe(Started());
  Advance(6min);
  EXPECT_EQ(Observe(Started())->kind, Kind::kCreate);
}

TEST_F(EventSeriesTest, WritesALongSeriesEveryHalfHour) {
  Observe(Started());
  Observe(Started());
  int written = 0;
  for (int minute = 0; minute < 61; ++minute) {
    Advance(1min);
    Observe(Started());
    written += static_cast<int>(series_.Due(now_).size());
  }
  EXPECT_EQ(written, 2);
}

TEST_F(EventSeriesTest, ReturnsUnwrittenSeries) {
  Observe(Started());
  Observe(Started());
  EXPECT_TRUE(series_.Unwritten().empty());
  Observe(Started());
  ASSERT_EQ(series_.Unwritten().size(), 1U);
  EXPECT_TRUE(series_.Unwritten().empty());
}

TEST_F(EventSeriesTest, LimitsTheEventsOfOneObject) {
  const auto observe_new = [&](const std::string& object) {
    static int turn = 0;
    EventSpec event = Started(object);
    event.reason += std::to_string(++turn);
    return Observe(event).has_value();
  };
  for (int i = 0; i < 25; ++i) {
    EXPECT_TRUE(observe_new("w"));
  }
  EXPECT_FALSE(observe_new("w"));
  EXPECT_TRUE(dropped_);
  EXPECT_TRUE(observe_new("v")) << "others are not punished";
  Advance(299s);
  EXPECT_FALSE(observe_new("w"));
  Advance(2s);
  EXPECT_TRUE(observe_new("w")) << "one more in 300 s";
  EXPECT_FALSE(observe_new("w"));
}

TEST_F(EventSeriesTest, StaysSmallWithManyObjects) {
  for (std::size_t i = 0; i < EventSeries::kLimit + 10; ++i) {
    EXPECT_TRUE(Observe(Started("w" + std::to_string(i))));
  }
  const auto untracked = Observe(Started("w" + std::to_string(EventSeries::kLimit + 5)));
  ASSERT_TRUE(untracked);
  EXPECT_EQ(untracked->kind, Kind::kCreate) << "an object of its own rather than a lost event";
}

TEST_F(EventSeriesTest, CutsLongTexts) {
  EventSpec event = Started();
  event.note = std::string(1023, 'x') + "\xC3\xA4";
  event.reason = std::string(200, 'r');
  const auto action = Observe(event);
  EXPECT_EQ(action->event.note.size(), 1023U);
  EXPECT_EQ(action->event.reason.size(), 128U);
}

TEST_F(EventSeriesTest, MakesNotesSafeForDisplay) {
  EventSpec event = Started();
  event.note = "\x1B[2J\u202E\nNormal  Succeeded";
  EXPECT_EQ(Observe(event)->event.note, "\\u001b[2J\\u202e; Normal  Succeeded");
}

TEST_F(EventSeriesTest, JoinsTheLinesOfANote) {
  EventSpec event = Started();
  event.note = "2 errors:\nspec.a: bad\n\nspec.b: bad\n";
  EXPECT_EQ(Observe(event)->event.note, "2 errors: spec.a: bad; spec.b: bad");
}

TEST(EventName, IsUniqueWithinAMillisecondAndNotTooLong) {
  const base::TimePoint time{std::chrono::milliseconds(1767225600123)};
  EXPECT_EQ(EventName("w", time, 0), "w.18867251f54ed4c0");
  EXPECT_NE(EventName("w", time, 1), EventName("w", time, 2));
  EXPECT_EQ(EventName(std::string(253, 'w'), time, 0).size(), 253U);
}

TEST(EncodeEvent, HasTheFieldsOfEventsV1) {
  EventSpec event = Started();
  event.type = EventType::kWarning;
  event.note = "bad \xFF byte";
  event.related = ObjectReference{"v1", "Pod", "ns", "p", "p-uid"};
  const base::TimePoint time{std::chrono::milliseconds(1767225600123)};
  const EventAction action{.event = event, .name = "w.1", .first = time, .last = time};
  const auto json = nlohmann::json::parse(EncodeEvent(action, "executioner.dev/c", "pod-1"));
  EXPECT_EQ(json["apiVersion"], "events.k8s.io/v1");
  EXPECT_EQ(json["kind"], "Event");
  EXPECT_EQ(json["metadata"]["namespace"], "ns");
  EXPECT_EQ(json["metadata"]["name"], "w.1");
  EXPECT_EQ(json["eventTime"], "2026-01-01T00:00:00.123000Z");
  EXPECT_EQ(json["type"], "Warning");
  EXPECT_EQ(json["reason"], "JobStarted");
  EXPECT_EQ(json["action"], "StartJob");
  EXPECT_EQ(json["reportingController"], "executioner.dev/c");
  EXPECT_EQ(json["reportingInstance"], "pod-1");
  EXPECT_EQ(json["regarding"]["kind"], "Workflow");
  EXPECT_EQ(json["regarding"]["uid"], "w-uid");
  EXPECT_EQ(json["related"]["name"], "p");
  EXPECT_FALSE(json.contains("series"));
}

TEST(EncodeEvent, WritesAClusterScopedObjectsEventIntoDefault) {
  EventAction action{.event = Started()};
  action.event.regarding.ns.clear();
  const auto json = nlohmann::json::parse(EncodeEvent(action, "c", "i"));
  EXPECT_EQ(json["metadata"]["namespace"], "default");
}

TEST(EncodeEvent, WritesTheSeries) {
  const base::TimePoint time{std::chrono::milliseconds(1767225600123)};
  const EventAction action{.event = Started(), .last = time, .count = 3};
  const nlohmann::json series{{"count", 3}, {"lastObservedTime", "2026-01-01T00:00:00.123000Z"}};
  EXPECT_EQ(nlohmann::json::parse(EncodeSeriesPatch(action)), (nlohmann::json{{"series", series}}));
  EXPECT_EQ(nlohmann::json::parse(EncodeEvent(action, "c", "i"))["series"], series);
}

}  // namespace
}  // namespace executioner::kube
