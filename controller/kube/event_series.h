/// \file
/// Which events become objects, which are counted in a series, which are too many. Not thread-safe.
/// Rules: client-go tools/events (series) and tools/record (per-object token bucket). Other than
/// there, events about nothing else than the object itself are one series only when their notes are
/// the same: ours name jobs.
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

/// corev1.ObjectReference, as far as events use it.
struct ObjectReference {
  std::string api_version = {};
  std::string kind = {};
  std::string ns = {};
  std::string name = {};
  std::string uid = {};
};

/// What happened to an object.
struct EventSpec {
  ObjectReference regarding = {};
  EventType type = EventType::kNormal;
  std::string reason = {};  ///< CamelCase, stable, ≤ 128 bytes, e.g. "JobStarted"
  std::string action = {};  ///< CamelCase, what we did or refused to do, e.g. "StartJob"
  std::string note = {};    ///< for people; any bytes, made safe when it is sent
  std::optional<ObjectReference> related = std::nullopt;
  bool is_last = false;  ///< the end of a story: sent even when the object has had too many
};

/// One request to make.
struct EventAction {
  enum class Kind { kCreate, kCount };

  Kind kind = Kind::kCreate;
  EventSpec event = {};
  std::string name = {};  ///< of the Event object
  base::TimePoint first = {};
  base::TimePoint last = {};
  int count = 1;  ///< of the series; 1: there is no series
};

class EventSeries {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;

  static constexpr base::Duration kQuiet{6 * 60'000};     ///< a series ends after so long
  static constexpr base::Duration kRefresh{30 * 60'000};  ///< a long one is written so often
  static constexpr int kBurst = 25;                       ///< events per object, then
  static constexpr base::Duration kPerToken{300'000};     ///< one in so long
  /// Series and buckets remembered, as many as client-go does. With more series at once further
  /// events become objects of their own; with more objects at once the buckets start anew.
  static constexpr std::size_t kLimit = 4096;

  /// Says what to do for an event: create it, write its series (for its second occurrence), or
  /// nothing (counted, or, when `dropped` is set, too many of one object).
  std::optional<EventAction> Observe(const EventSpec& event, base::TimePoint time, SteadyTime now,
                                     bool& dropped);

  /// Series to write now: those that ended or were not written for kRefresh. Ended ones and idle
  /// buckets are forgotten.
  std::vector<EventAction> Due(SteadyTime now);

  /// Every series that counted more than was written: for the end of the process.
  std::vector<EventAction> Unwritten();

 private:
  /// Most events happen once, and each run has some: of those no more than this is kept.
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
  std::map<std::size_t, Series> series_;  // by a hash of what makes events one series
  std::unordered_map<std::string, Bucket> buckets_;
};

/// "<object>.<hex nanoseconds>", as client-go names events. Pure.
std::string EventName(std::string_view object, base::TimePoint time, std::uint64_t turn);

/// The events.k8s.io/v1 Event for a create. Pure.
std::string EncodeEvent(const EventAction& action, std::string_view controller,
                        std::string_view instance);

/// The merge patch that writes the series. Pure.
std::string EncodeSeriesPatch(const EventAction& action);

}  // namespace executioner::kube
