#include "controller/kube/reflector_loop.h"

#include <algorithm>
#include <limits>
#include <utility>
#include <variant>

#include "controller/base/json_span.h"

namespace executioner::kube {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

constexpr auto kNever = std::numeric_limits<std::chrono::steady_clock::rep>::min();
constexpr std::size_t kSampleLimit = 200;

std::string Describe(const ApiStatus& error) {
  return std::to_string(error.code) + " " + error.reason + ": " + error.message;
}

}  // namespace

/// Applies the lines of one watch; keeps what the state machine wants to know of it.
class ReflectorLoop::Sink final : public LineSink {
 public:
  Sink(ReflectorLoop& loop, bool initial) : loop_(loop), initial_(initial) {}

  bool Line(std::string_view line) noexcept override {
    const WatchLine decoded = DecodeWatchLine(line);
    if (const auto* event = std::get_if<WatchEvent>(&decoded)) {
      Apply(*event);
      return true;
    }
    if (const auto* error = std::get_if<ApiStatus>(&decoded)) {
      end_.error = *error;
      return false;
    }
    if (const auto* unknown = std::get_if<UnknownEvent>(&decoded)) {
      loop_.LogOnce("ignored an event of an unknown type", {{"type", std::string(unknown->type)}});
      return true;
    }
    end_.garbage = true;
    loop_.runtime_.Log(LogLevel::kWarning, "a line of the watch is not an event",
                       {{"path", loop_.path_},
                        {"why", std::get<GarbageLine>(decoded).why},
                        {"begins", std::string(line.substr(0, kSampleLimit))}});
    return false;
  }

  /// Of the watch so far; to be asked after it ended.
  WatchEnd& End() { return end_; }

 private:
  void Apply(const WatchEvent& event) {
    ++end_.events;
    loop_.Touch();
    if (event.type == WatchEventType::kBookmark) {
      ApplyBookmark(DecodeBookmark(event.object));
      // A proxy or an aggregated API may answer with something else.
    } else if (loop_.IsOurKind(event.object)) {
      initial_ ? ApplyInitial(event) : ApplyChange(event);
    }
  }

  void ApplyBookmark(const Bookmark& bookmark) {
    // Other bookmarks of a streaming list say nothing that counts before its end.
    if (bookmark.resource_version.empty() || (initial_ && !bookmark.initial_events_end)) {
      return;
    }
    end_.version = bookmark.resource_version;
    if (initial_) {
      initial_ = false;
      end_.initial_done = true;
      loop_.target_.Commit(bookmark.resource_version);
    } else {
      loop_.target_.Bookmark(bookmark.resource_version);
    }
  }

  void ApplyInitial(const WatchEvent& event) {
    if (event.type == WatchEventType::kDeleted) {
      loop_.target_.Unstage(event.object);
    } else {
      loop_.target_.Stage(event.object);
    }
  }

  void ApplyChange(const WatchEvent& event) {
    std::string version = event.type == WatchEventType::kDeleted
                              ? loop_.target_.Erase(event.object)
                              : loop_.target_.Upsert(event.object);
    if (!version.empty()) {
      end_.version = std::move(version);
    }
  }

  ReflectorLoop& loop_;
  bool initial_;  // the events so far are a list
  WatchEnd end_;
};

ReflectorLoop::ReflectorLoop(Client& client, Resource resource, ReflectorOptions options,
                             ReflectorTarget& target, Runtime runtime)
    : client_(client),
      path_(ResourcePath(resource, options.ns)),
      options_(std::move(options)),
      target_(target),
      runtime_(std::move(runtime)),
      jitter_(path_, runtime_.clock.Steady().time_since_epoch().count()),
      last_event_(kNever) {}

void ReflectorLoop::Run(const std::stop_token& stop) {
  ReflectorState state{
      .step = options_.stream_list ? ReflectorStep::kStreamList : ReflectorStep::kList,
      .can_stream_list = options_.stream_list};
  while (!stop.stop_requested()) {
    const ReflectorMove move = Step(state, stop);
    if (!WaitBefore(move, stop)) {
      return;
    }
    state = move.next;
  }
}

ReflectorMove ReflectorLoop::Step(const ReflectorState& state, const std::stop_token& stop) {
  if (state.step != ReflectorStep::kWatch && state.continue_token.empty()) {
    target_.Begin();
  }
  return state.step == ReflectorStep::kList ? ListPage(state) : Watch(state, stop);
}

ReflectorMove ReflectorLoop::ListPage(const ReflectorState& state) {
  const Selectors selectors{options_.label_selector, options_.field_selector};
  const std::string query = ReflectorQuery(state, selectors, options_.page_size, {});
  // Not Client::Get: the state machine decides what is repeated, and when.
  const ApiResult result = client_.Finish(client_.StartGet(path_ + query));
  ListEnd end;
  if (!result.ok) {
    end.error = result.status;
  } else if (!StageItems(result.body, end)) {
    end.error = ApiStatus{.code = 500, .message = "the response is not a list"};
  }
  if (end.error) {
    runtime_.Log(LogLevel::kWarning, "list failed",
                 {{"path", path_}, {"error", Describe(*end.error)}});
    return AfterList(state, end);
  }
  Touch();
  if (end.continue_token.empty()) {
    target_.Commit(end.version);
  }
  return AfterList(state, end);
}

bool ReflectorLoop::StageItems(std::string_view body, ListEnd& end) {
  bool has_items = false;
  const bool is_object =
      base::ForEachMember(body, [&](std::string_view name, std::string_view value) {
        if (name == "metadata") {
          end.version = base::MemberText(value, "resourceVersion");
          end.continue_token = base::MemberText(value, "continue");
        } else if (name == "items") {
          const auto stage = [this](std::string_view item) {
            target_.Stage(item);
            return true;
          };
          has_items = value == "null" || base::ForEachElement(value, stage);
        }
        return true;
      });
  return is_object && has_items && !end.version.empty();
}

ReflectorMove ReflectorLoop::Watch(const ReflectorState& state, const std::stop_token& stop) {
  const Selectors selectors{options_.label_selector, options_.field_selector};
  const std::string query = ReflectorQuery(state, selectors, options_.page_size, WatchTimeout());
  Sink sink(*this, state.step == ReflectorStep::kStreamList);
  const SteadyTime begun = runtime_.clock.Steady();
  const StreamEnd stream = client_.GetTransport().Stream({.method = "GET", .path = path_ + query},
                                                         sink, options_.idle, stop);
  WatchEnd& end = sink.End();
  end.lasted = std::chrono::floor<base::Duration>(runtime_.clock.Steady() - begun);
  const bool opened = stream.status >= 200 && stream.status < 300;
  if (!opened && !end.error) {
    // The stream failed before its first line: its body is the Status.
    end.error = ReadStatus({.status = stream.status,
                            .body = stream.status == 0 ? stream.error : stream.body,
                            .retry_after = stream.retry_after});
  }
  end.cut = opened && !stream.error.empty();
  if (end.error && !stop.stop_requested()) {
    runtime_.Log(LogLevel::kWarning, "watch failed",
                 {{"path", path_}, {"error", Describe(*end.error)}});
  }
  return AfterWatch(state, end, runtime_.clock.Steady());
}

bool ReflectorLoop::WaitBefore(const ReflectorMove& move, const std::stop_token& stop) {
  if (stop.stop_requested()) {
    return false;
  }
  base::Duration delay{0};
  if (move.back_off) {
    delay = back_off_.Next(runtime_.clock.Steady(), jitter_.Next());
  }
  if (move.retry_after) {
    delay = std::max(delay, base::Duration(*move.retry_after));
  }
  if (!move.reason.empty()) {
    runtime_.Log(LogLevel::kInfo, "continuing watch",
                 {{"path", path_},
                  {"because", std::string(move.reason)},
                  {"delayMs", std::to_string(delay.count())}});
  }
  return delay.count() == 0 || runtime_.wait(delay, stop);
}

bool ReflectorLoop::IsOurKind(std::string_view object) {
  if (options_.kind.empty()) {
    return true;
  }
  const std::string kind = base::MemberText(object, "kind");
  if (kind == options_.kind) {
    return true;
  }
  LogOnce("ignored an object of another kind", {{"kind", kind}});
  return false;
}

std::chrono::seconds ReflectorLoop::WatchTimeout() {
  // Spread, so that thousands of clients do not come back together.
  constexpr double kShortest = 300;
  return std::chrono::seconds(static_cast<int>(kShortest * (1 + jitter_.Next())));
}

std::optional<base::Duration> ReflectorLoop::LastEventAge() const {
  const auto last = last_event_.load(std::memory_order_relaxed);
  if (last == kNever) {
    return std::nullopt;
  }
  const SteadyTime time{std::chrono::steady_clock::duration(last)};
  return std::chrono::floor<base::Duration>(runtime_.clock.Steady() - time);
}

void ReflectorLoop::Touch() {
  last_event_.store(runtime_.clock.Steady().time_since_epoch().count(), std::memory_order_relaxed);
}

void ReflectorLoop::LogOnce(std::string_view message, const LogFields& fields) {
  if (logged_.insert(message).second) {
    runtime_.Log(LogLevel::kWarning, message, fields);
  }
}

}  // namespace executioner::kube
