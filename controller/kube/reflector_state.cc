#include "controller/kube/reflector_state.h"

#include "controller/kube/client.h"

namespace executioner::kube {
namespace {

// With a server that answers 5xx, before listing again.
constexpr std::chrono::minutes kPatience{1};
constexpr base::Duration kVeryShort = std::chrono::seconds{1};
// A healthy server sends a bookmark every minute.
constexpr base::Duration kSilence = std::chrono::seconds{90};

bool IsTooLargeVersion(const ApiStatus& status) {
  return status.HasCause("ResourceVersionTooLarge");
}

/// A fresh list, by the best means the server has.
ReflectorState ListAgain(const ReflectorState& state, bool version_unusable) {
  return {.step = state.can_stream_list ? ReflectorStep::kStreamList : ReflectorStep::kList,
          .can_stream_list = state.can_stream_list,
          .version = state.version,
          .version_unusable = version_unusable};
}

ReflectorState WatchFrom(const ReflectorState& state, const std::string& version) {
  return {.step = ReflectorStep::kWatch,
          .can_stream_list = state.can_stream_list,
          .version = version.empty() ? state.version : version};
}

/// The version that was asked for is gone (410), or not there yet.
ReflectorMove AfterUnusableVersion(const ReflectorState& state, const ApiStatus& error) {
  // A list without a version that fails so can only be tried again later.
  const bool was_unversioned = state.version_unusable || state.version.empty();
  return {.next = ListAgain(state, true),
          .back_off = was_unversioned && state.step != ReflectorStep::kWatch,
          .retry_after = error.retry_after,
          .reason = "the resource version is not available"};
}

ReflectorMove AfterWatchError(const ReflectorState& state, const WatchEnd& end,
                              std::chrono::steady_clock::time_point now) {
  const ApiStatus& error = *end.error;
  if (error.IsExpired()) {
    // A list at the last version gives data at least that fresh; only if that is gone too, without.
    return {.next = ListAgain(state, false),
            .back_off = state.just_listed && end.events == 0,  // or it could go round and round
            .reason = "the resource version of the watch has expired"};
  }
  if (IsTooLargeVersion(error)) {
    return AfterUnusableVersion(state, error);
  }
  ReflectorState same = WatchFrom(state, end.version);
  if (error.code == 0 || error.code == 429) {
    return {.next = same,
            .back_off = true,
            .retry_after = error.retry_after,
            .reason = "the watch could not be opened"};
  }
  if (error.code >= 500) {
    same.failing_since = state.failing_since.value_or(now);
    if (now - *same.failing_since < kPatience) {
      return {.next = same,
              .back_off = true,
              .retry_after = error.retry_after,
              .reason = "the server fails to watch"};
    }
  }
  return {.next = ListAgain(same, false),
          .back_off = true,
          .retry_after = error.retry_after,
          .reason = "the server rejected the watch"};
}

ReflectorMove AfterOpenWatch(const ReflectorState& state, const WatchEnd& end) {
  ReflectorState next = WatchFrom(state, end.version);
  if (end.events == 0 && end.cut && end.lasted >= kSilence) {
    if (state.silent) {
      // So the connection is not dead. A store that was restored from a backup sends nothing until
      // its versions have reached ours. A watch does not report that our version is too new, but a
      // list does.
      return {.next = ListAgain(next, false), .reason = "the watch is silent"};
    }
    next.silent = true;
  }
  if (end.garbage) {
    return {.next = next, .back_off = true, .reason = "a line of the watch was not an event"};
  }
  if (end.events == 0 && end.lasted < kVeryShort) {
    return {.next = next, .back_off = true, .reason = "very short watch"};
  }
  return {.next = next, .reason = end.cut ? "the watch was interrupted" : ""};
}

/// The streaming list ended before it was complete.
ReflectorMove AfterIncompleteStream(const ReflectorState& state, const WatchEnd& end) {
  const bool unsupported = end.error && (end.error->code == 422 || end.error->code == 400);
  const bool ignored =
      !end.error && !end.cut && !end.garbage;  // ended in an orderly way, as a watch
  if (unsupported || ignored) {
    ReflectorState next = ListAgain(state, state.version_unusable);
    next.step = ReflectorStep::kList;
    next.can_stream_list = false;
    return {.next = next, .reason = "the server does not support streaming lists"};
  }
  if (end.error && (end.error->IsExpired() || IsTooLargeVersion(*end.error))) {
    return AfterUnusableVersion(state, *end.error);
  }
  return {.next = ListAgain(state, state.version_unusable),
          .back_off = true,
          .retry_after = end.error ? end.error->retry_after : std::nullopt,
          .reason = "the streaming list failed"};
}

void Append(std::string& query, std::string_view name, std::string_view value) {
  query += query.empty() ? '?' : '&';
  query.append(name).append("=").append(EncodeQuery(value));
}

/// Always lists in pages and from the newest version. For any other version the server ignores the
/// limit and returns everything at once.
void AppendList(std::string& query, const ReflectorState& state, int page_size) {
  Append(query, "limit", std::to_string(page_size));
  if (!state.continue_token.empty()) {
    Append(query, "continue", state.continue_token);
  }
}

void AppendWatch(std::string& query, const ReflectorState& state, std::chrono::seconds timeout) {
  const bool streams = state.step == ReflectorStep::kStreamList;
  Append(query, "watch", "1");
  Append(query, "allowWatchBookmarks", "true");
  Append(query, "timeoutSeconds", std::to_string(timeout.count()));
  const bool unversioned = streams && state.version_unusable;
  Append(query, "resourceVersion", unversioned ? "" : state.version);
  if (streams) {
    Append(query, "sendInitialEvents", "true");
    Append(query, "resourceVersionMatch", "NotOlderThan");
  }
}

}  // namespace

ReflectorMove AfterList(const ReflectorState& state, const ListEnd& end) {
  if (!end.error) {
    if (end.continue_token.empty()) {
      ReflectorState next = WatchFrom(state, end.version);
      next.just_listed = true;
      return {.next = next};
    }
    ReflectorState next = state;
    next.continue_token = end.continue_token;
    return {.next = next};
  }
  if (end.error->IsExpired() && !state.continue_token.empty()) {
    return {.next = ListAgain(state, state.version_unusable),
            .back_off = true,
            .reason = "the list's page token expired"};
  }
  if (end.error->IsExpired() || IsTooLargeVersion(*end.error)) {
    return AfterUnusableVersion(state, *end.error);
  }
  return {.next = ListAgain(state, state.version_unusable),
          .back_off = true,
          .retry_after = end.error->retry_after,
          .reason = "the list failed"};
}

ReflectorMove AfterWatch(const ReflectorState& state, const WatchEnd& end,
                         std::chrono::steady_clock::time_point now) {
  if (state.step == ReflectorStep::kStreamList && !end.initial_done) {
    return AfterIncompleteStream(state, end);
  }
  ReflectorState watching = WatchFrom(state, end.version);
  watching.failing_since = state.failing_since;
  watching.just_listed = state.just_listed;
  watching.silent = state.silent;
  return end.error ? AfterWatchError(watching, end, now) : AfterOpenWatch(watching, end);
}

std::string ReflectorQuery(const ReflectorState& state, const Selectors& selectors, int page_size,
                           std::chrono::seconds timeout) {
  std::string query;
  if (state.step == ReflectorStep::kList) {
    AppendList(query, state, page_size);
  } else {
    AppendWatch(query, state, timeout);
  }
  if (!selectors.labels.empty()) {
    Append(query, "labelSelector", selectors.labels);
  }
  if (!selectors.fields.empty()) {
    Append(query, "fieldSelector", selectors.fields);
  }
  return query;
}

}  // namespace executioner::kube
