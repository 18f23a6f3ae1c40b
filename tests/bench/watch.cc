#include "tests/bench/watch.h"

#include <cstdio>
#include <utility>

#include "controller/base/json_span.h"
#include "controller/kube/runtime.h"

namespace executioner::bench {
namespace {

constexpr std::chrono::seconds kIdle{600};
constexpr int kOk = 200;
constexpr int kTooManyRequests = 429;
constexpr int kMostTries = 20;

class Sink : public kube::LineSink {
 public:
  explicit Sink(const Watch::See& see) : see_(see) {}

  bool Line(std::string_view line) noexcept override {
    const auto type = base::FindMember(line, "type");
    const auto object = base::FindMember(line, "object");
    if (type && object) {
      see_(base::PlainString(*type).value_or(""), *object);
      version_ = StringAt(*object, {"metadata", "resourceVersion"});
    }
    return true;
  }

  /// Where to continue, as a part of the query; empty: from the start.
  std::string From() const { return version_.empty() ? "" : "&resourceVersion=" + version_; }

 private:
  const Watch::See& see_;
  std::string version_;
};

/// An API server that has just got a CRD answers 429 until its cache is filled, and ends watches
/// once more when it has published the schema.
bool MayContinue(const kube::StreamEnd& end, const std::stop_token& stop) {
  if (end.status == kTooManyRequests) {
    return kube::WaitFor(end.retry_after.value_or(std::chrono::seconds{1}), stop);
  }
  return end.status == kOk && !stop.stop_requested();
}

void Run(Door& door, const std::string& path, const Watch::See& see, const std::stop_token& stop) {
  Sink sink(see);
  kube::StreamEnd end;
  int tries = 0;
  do {
    end = door.Transport().Stream({.method = "GET", .path = path + sink.From()}, sink, kIdle, stop);
  } while (++tries < kMostTries && MayContinue(end, stop));
  if (!stop.stop_requested()) {
    std::fprintf(stderr, "bench: the watch of %s ended: %d %s\n", path.c_str(), end.status,
                 end.error.c_str());
  }
}

}  // namespace

Watch::Watch(Door& door, const kube::Resource& resource, const std::string& ns, See see)
    : thread_([&door, path = kube::ResourcePath(resource, ns) + "?watch=1&timeoutSeconds=3600",
               see = std::move(see)](const std::stop_token& stop) { Run(door, path, see, stop); }) {
}

std::string StringAt(std::string_view object, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    const auto member = base::FindMember(object, name);
    if (!member) {
      return "";
    }
    object = *member;
  }
  return std::string(base::PlainString(object).value_or(""));
}

}  // namespace executioner::bench
