#include "tests/integration/live_watch.h"

#include <utility>

#include "controller/base/json_span.h"
#include "controller/kube/runtime.h"

namespace executioner::tests {
namespace {

constexpr std::chrono::seconds kIdle{600};
constexpr base::Duration kBetweenTries{100};
constexpr int kOk = 200;
constexpr int kGone = 410;

class Sink : public kube::LineSink {
 public:
  explicit Sink(const LiveWatch::See& see) : see_(see) {}

  bool Line(std::string_view line) noexcept override {
    const auto type = base::FindMember(line, "type");
    const auto object = base::FindMember(line, "object");
    const std::string what(type ? base::PlainString(*type).value_or("") : "");
    if (!object || what == "ERROR") {
      BeginAgain();  // expired
      return false;
    }
    const auto meta = base::FindMember(*object, "metadata");
    const auto version = meta ? base::FindMember(*meta, "resourceVersion") : std::nullopt;
    version_ = version ? base::PlainString(*version).value_or("") : "";
    if (what != "BOOKMARK") {
      see_(what, *object);
    }
    return true;
  }

  void BeginAgain() { version_.clear(); }

  /// Where to continue, as a part of the query; empty: from the start.
  std::string From() const { return version_.empty() ? "" : "&resourceVersion=" + version_; }

 private:
  const LiveWatch::See& see_;
  std::string version_;
};

void Run(bench::Door& door, const std::string& path, const LiveWatch::See& see,
         const std::stop_token& stop) {
  Sink sink(see);
  while (!stop.stop_requested()) {
    const kube::StreamEnd end =
        door.Transport().Stream({.method = "GET", .path = path + sink.From()}, sink, kIdle, stop);
    if (end.status == kGone) {
      sink.BeginAgain();
    }
    if (end.status != kOk || !end.error.empty()) {
      kube::WaitFor(kBetweenTries, stop);
    }
  }
}

}  // namespace

LiveWatch::LiveWatch(bench::Door& door, const kube::Resource& resource, const std::string& ns,
                     See see)
    : thread_([&door, path = kube::ResourcePath(resource, ns) + "?watch=1&allowWatchBookmarks=true",
               see = std::move(see)](const std::stop_token& stop) { Run(door, path, see, stop); }) {
}

}  // namespace executioner::tests
