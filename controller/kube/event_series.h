/// \file
/// Decides which events become objects, which are counted in a series, and which are dropped. Not
/// thread-safe. Rules: client-go tools/events (series) and tools/record (per-object token bucket).
/// Unlike there, events that refer to no other object form a series only if their notes are equal,
/// because our notes name jobs.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "controller/base/time.h"

namespace executioner::kube {

enum class EventType { kNormal, kWarning };

/// The part of corev1.ObjectReference that events use.
struct ObjectReference {
  std::string api_version = {};
  std::string kind = {};
  std::string ns = {};
  std::string name = {};
  std::string uid = {};
};

/// An event about an object.
struct EventSpec {
  ObjectReference regarding = {};
  EventType type = EventType::kNormal;
  std::string reason = {};  ///< CamelCase, stable, ≤ 128 bytes, such as "JobStarted"
  std::string action =
      {};                 ///< CamelCase, the action that was taken or rejected, such as "StartJob"
  std::string note = {};  ///< for people; any bytes, made safe before it is sent
  std::optional<ObjectReference> related = std::nullopt;
  bool is_last =
      false;  ///< the last event about the object: sent even if the object has had too many
};

/// A request to be sent.
struct EventAction {
  enum class Kind { kCreate, kCount };

  Kind kind = Kind::kCreate;
  EventSpec event = {};
  std::string name = {};  ///< of the Event object
  base::TimePoint first = {};
  base::TimePoint last = {};
  int count = 1;  ///< of the series; 1: no series
};

class EventSeries {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;

  static constexpr base::Duration kQuiet{6 *
                                         60'000};  ///< a series ends after this time without events
  static constexpr base::Duration kRefresh{30 * 60'000};  ///< interval between writes of a series
  static constexpr int kBurst = 25;                       ///< events per object; after that,
  static constexpr base::Duration kPerToken{300'000};     ///< one per this interval
  /// Number of series and buckets that are remembered, as in client-go. If there are more series,
  /// further events become separate objects; if there are more objects, buckets are reset.
  static constexpr std::size_t kLimit = 4096;

  /// Decides what to do with an event: create it, write its series (at the second occurrence), or
  /// nothing (it was counted, or dropped if `dropped` is set because the object has had too many).
  std::optional<EventAction> Observe(const EventSpec& event, base::TimePoint time, SteadyTime now,
                                     bool& dropped);

  /// Returns the series to write now: those that have ended or have not been written for kRefresh.
  /// Forgets ended series and idle buckets.
  std::vector<EventAction> Due(SteadyTime now);

  /// Returns every series that counted more events than were written, for the end of the process.
  std::vector<EventAction> Unwritten();

 private:
  /// A series. Most events happen only once, and each run has some, so little is kept about them.
  struct Series {
    std::string name;                            ///< of the Event object
    std::unique_ptr<EventSpec> event = nullptr;  ///< from its second occurrence on
    base::TimePoint first = {};
    base::TimePoint last = {};
    int count = 1;
    int written = 1;
    SteadyTime seen = {};
    SteadyTime written_at = {};
  };

  struct Bucket {
    double tokens = kBurst;
    SteadyTime filled = {};
  };

  bool TakeToken(const std::string& object, SteadyTime now);
  /// \pre it was observed twice
  static EventAction Write(Series& series, SteadyTime now);

  std::uint64_t turns_ = 0;
  std::map<std::size_t, Series>
      series_;  // by a hash of the properties that events of a series share
  std::unordered_map<std::string, Bucket> buckets_;
};

/// Returns "<object>.<hex nanoseconds>", like client-go. Pure.
std::string EventName(std::string_view object, base::TimePoint time, std::uint64_t turn);

/// Returns the events.k8s.io/v1 Event to create. Pure.
std::string EncodeEvent(const EventAction& action, std::string_view controller,
                        std::string_view instance);

/// Returns the merge patch that writes the series. Pure.
std::string EncodeSeriesPatch(const EventAction& action);

}  // namespace executioner::kube
