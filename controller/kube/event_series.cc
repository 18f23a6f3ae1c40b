#include "controller/kube/event_series.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>

#include <nlohmann/json.hpp>

#include "controller/base/cut_text.h"
#include "controller/base/display_text.h"

namespace executioner::kube {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kNoteLimit = 1024;
constexpr std::size_t kReasonLimit = 128;
constexpr std::size_t kNameLimit = 253;
// Idle buckets are full again by then.
constexpr base::Duration kBucketLife = EventSeries::kPerToken * EventSeries::kBurst;

Json Encode(const ObjectReference& object) {
  return {{"apiVersion", object.api_version},
          {"kind", object.kind},
          {"namespace", object.ns},
          {"name", object.name},
          {"uid", object.uid}};
}

Json EncodeSeries(const EventAction& action) {
  return {{"count", action.count}, {"lastObservedTime", base::FormatMicroTime(action.last)}};
}

/// A hash of what two events of one series have in common.
std::size_t SeriesOf(const EventSpec& event) {
  std::string text = event.type == EventType::kWarning ? "Warning" : "Normal";
  const auto add = [&text](const std::string& part) { (text += '\0') += part; };
  const auto add_object = [&](const ObjectReference& object) {
    for (const std::string* part :
         {&object.api_version, &object.kind, &object.ns, &object.name, &object.uid}) {
      add(*part);
    }
  };
  add(event.reason);
  add(event.action);
  add_object(event.regarding);
  if (event.related) {
    add_object(*event.related);
  } else {
    add(event.note);
  }
  return std::hash<std::string>{}(text);
}

/// A note is shown as one line, so the lines of a message are joined.
std::string InOneLine(std::string_view text) {
  std::string line;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (end > at && !line.empty()) {
      line += line.ends_with(':') || line.ends_with(';') ? " " : "; ";
    }
    line += text.substr(at, end - at);
    at = end + 1;
  }
  return base::DisplayLine(line);
}

EventSpec Cut(EventSpec event) {
  event.note = base::CutText(InOneLine(event.note), kNoteLimit);
  event.reason = base::CutText(event.reason, kReasonLimit);
  event.action = base::CutText(event.action, kReasonLimit);
  return event;
}

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::optional<EventAction> EventSeries::Observe(const EventSpec& event, base::TimePoint time,
                                                SteadyTime now, bool& dropped) {
  dropped = false;
  const std::size_t identity = SeriesOf(event);
  const auto found = series_.find(identity);
  if (found != series_.end() && now - found->second.seen < kQuiet) {
    Series& series = found->second;
    series.count += 1;
    series.last = time;
    series.seen = now;
    // The second occurrence shows that there is a series; from then on Due writes the count.
    if (series.count > 2) {
      return std::nullopt;
    }
    series.event = std::make_unique<EventSpec>(Cut(event));
    return Write(series, now);
  }
  const ObjectReference& object = event.regarding;
  // The end of a story explains the others, so it is sent even without a token.
  if (!event.is_last &&
      !TakeToken(object.uid.empty() ? object.ns + "/" + object.name : object.uid, now)) {
    dropped = true;
    return std::nullopt;
  }
  EventAction create{.kind = EventAction::Kind::kCreate,
                     .event = Cut(event),
                     .name = EventName(object.name, time, ++turns_),
                     .first = time,
                     .last = time};
  if (found != series_.end() || series_.size() < kLimit) {
    series_.insert_or_assign(
        identity,
        Series{.name = create.name, .first = time, .last = time, .seen = now, .written_at = now});
  }
  return create;
}

bool EventSeries::TakeToken(const std::string& object, SteadyTime now) {
  // Forgetting all is crude, but bounded, and rare: it takes thousands of objects within two hours.
  if (buckets_.size() >= kLimit && !buckets_.contains(object)) {
    buckets_.clear();
  }
  const auto [found, is_new] = buckets_.try_emplace(object, Bucket{.filled = now});
  Bucket& bucket = found->second;
  const std::chrono::duration<double> passed = now - bucket.filled;
  const std::chrono::duration<double> per_token = kPerToken;
  bucket.tokens = std::min<double>(kBurst, bucket.tokens + passed / per_token);
  bucket.filled = now;
  if (bucket.tokens < 1) {
    return false;
  }
  bucket.tokens -= 1;
  return true;
}

EventAction EventSeries::Write(Series& series, SteadyTime now) {
  series.written = series.count;
  series.written_at = now;
  return {.kind = EventAction::Kind::kCount,
          .event = *series.event,
          .name = series.name,
          .first = series.first,
          .last = series.last,
          .count = series.count};
}

std::vector<EventAction> EventSeries::Due(SteadyTime now) {
  std::vector<EventAction> due;
  for (auto entry = series_.begin(); entry != series_.end();) {
    Series& series = entry->second;
    const bool ended = now - series.seen >= kQuiet;
    const bool stale = now - series.written_at >= kRefresh;
    if ((ended || stale) && series.count > series.written) {
      due.push_back(Write(series, now));
    }
    entry = ended ? series_.erase(entry) : std::next(entry);
  }
  std::erase_if(buckets_,
                [&](const auto& bucket) { return now - bucket.second.filled >= kBucketLife; });
  return due;
}

std::vector<EventAction> EventSeries::Unwritten() {
  std::vector<EventAction> unwritten;
  for (auto& [identity, series] : series_) {
    if (series.count > series.written) {
      unwritten.push_back(Write(series, series.written_at));
    }
  }
  return unwritten;
}

std::string EventName(std::string_view object, base::TimePoint time, std::uint64_t turn) {
  const auto nanoseconds =
      std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
  // The clock has milliseconds: the turn tells events of the same one apart.
  const std::uint64_t number = static_cast<std::uint64_t>(nanoseconds) + turn % 1'000'000;
  std::array<char, 16> hex{};
  auto* const end = std::to_chars(hex.data(), hex.data() + hex.size(), number, 16).ptr;
  const std::string suffix = "." + std::string(hex.data(), end);
  return base::CutText(object, kNameLimit - suffix.size()) + suffix;
}

std::string EncodeEvent(const EventAction& action, std::string_view controller,
                        std::string_view instance) {
  const EventSpec& event = action.event;
  const std::string ns = event.regarding.ns.empty() ? "default" : event.regarding.ns;
  Json json{{"apiVersion", "events.k8s.io/v1"},
            {"kind", "Event"},
            {"metadata", {{"namespace", ns}, {"name", action.name}}},
            // Required, and in microseconds (events.k8s.io/v1).
            {"eventTime", base::FormatMicroTime(action.first)},
            {"reportingController", controller},
            {"reportingInstance", base::CutText(instance, kReasonLimit)},
            {"type", event.type == EventType::kWarning ? "Warning" : "Normal"},
            {"reason", event.reason},
            {"action", event.action},
            {"note", event.note},
            {"regarding", Encode(event.regarding)}};
  if (event.related) {
    json["related"] = Encode(*event.related);
  }
  if (action.count > 1) {
    json["series"] = EncodeSeries(action);
  }
  return Dump(json);
}

std::string EncodeSeriesPatch(const EventAction& action) {
  return Dump({{"series", EncodeSeries(action)}});
}

}  // namespace executioner::kube
