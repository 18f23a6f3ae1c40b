// What an API server sends: the bytes of a watch, the objects in it, and the status that anyone who
// may write it could have put there.
#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "controller/adapters/pods/pod_ending.h"
#include "controller/adapters/pods/pod_reader.h"
#include "controller/adapters/pods/status_json.h"
#include "controller/adapters/pods/status_reader.h"
#include "controller/base/json_span.h"
#include "controller/domain/checkpoint.h"
#include "controller/domain/decide.h"
#include "controller/kube/line_splitter.h"
#include "controller/kube/watch_decoder.h"
#include "tests/fuzz/property.h"

namespace executioner::fuzz {
namespace {

using pods::Pod;
using Json = nlohmann::json;

constexpr base::TimePoint kNow = base::TimePoint(std::chrono::seconds(1'790'000'000));

/// Every status is read as one of this plan: b and c wait for a.
domain::Plan ThreeJobs() {
  domain::WorkflowSpec spec;
  for (const char* name : {"a", "b", "c"}) {
    spec.jobs.push_back({.name = name, .work = {.image = "busybox:1", .command = {{"true"}}}});
  }
  spec.jobs[1].depends_on = {"a"};
  spec.jobs[2].depends_on = {"a"};
  spec.jobs[2].trigger = domain::Trigger::kAnyFailed;
  return domain::MakePlan(spec, "4be2");
}

/// A run continues from any status.
void Continue(const domain::Status& status) {
  static const domain::Plan kPlan = ThreeJobs();
  domain::Run run = domain::RestoreRun(kPlan, status);
  for (int i = 0; i < 3; ++i) {
    domain::Decide(kPlan, {}, run, kNow);
  }
  const domain::Counts counts = domain::MakeStatus(kPlan, run, status, 1, kNow).counts;
  Require(counts.pending >= 0 && counts.running >= 0, "no count is negative");
}

void TakeStatus(std::string_view json) {
  const domain::Status status = pods::DecodeStatus(json);
  const std::string encoded = pods::EncodeStatus(status, true);
  Require(Json::accept(encoded), "a status is JSON: " + encoded);
  Require(pods::EncodeStatus(pods::DecodeStatus(encoded), true) == encoded,
          "a status that is read and written again stays the same: " + encoded);
  Require(pods::EncodeStatusWithin(status, true, 600).size() <= 600, "a status fits its budget");
  Continue(status);
}

void TakePod(std::string_view json) {
  const Pod pod = pods::DecodePod(json);
  Require(!pod.identity || pod.identity->attempt > 0, "attempts count from 1");
  const domain::AttemptSeen seen = pods::ReadAttempt(pod, domain::InstanceId{}, 1);
  Require(seen.ending.has_value() == pods::HasEnded(pod), "a pod that is over has an ending");
}

void TakeLine(std::string_view line) {
  const bool has_nul = line.find('\0') != std::string_view::npos;  // the end of all, for nlohmann
  if (line.starts_with('{') && !has_nul && Json::accept(line)) {
    const bool walked = base::ForEachMember(line, [](std::string_view, std::string_view value) {
      Require(Json::accept(value), "members of an object are JSON");
      return true;
    });
    Require(walked, "an object is walked to its end");
  }
  const kube::WatchLine decoded = kube::DecodeWatchLine(line);
  if (const auto* const event = std::get_if<kube::WatchEvent>(&decoded)) {
    kube::DecodeBookmark(event->object);
    TakePod(event->object);
    TakeStatus(base::FindMember(event->object, "status").value_or(""));
  }
}

class Collector : public kube::LineSink {
 public:
  bool Line(std::string_view line) noexcept override {
    lines.emplace_back(line);
    return true;
  }

  std::vector<std::string> lines = {};
};

/// The lines of bytes that arrive in chunks of this size.
std::vector<std::string> Lines(std::string_view stream, std::size_t chunk) {
  Collector collector;
  kube::LineSplitter splitter(stream.size());
  for (std::size_t at = 0; at < stream.size(); at += chunk) {
    splitter.Feed(stream.substr(at, chunk), collector);
  }
  return collector.lines;
}

}  // namespace
}  // namespace executioner::fuzz

// NOLINTNEXTLINE(readability-identifier-naming): the fuzzer's own name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace executioner::fuzz;  // NOLINT(google-build-using-namespace)
  std::string stream(reinterpret_cast<const char*>(bytes), size);
  stream += '\n';
  const std::vector<std::string> lines = Lines(stream, stream.size());
  Require(lines == Lines(stream, 1 + size % 7), "it does not matter how bytes arrive");
  for (const std::string& line : lines) {
    TakeLine(line);
  }
  return 0;
}
