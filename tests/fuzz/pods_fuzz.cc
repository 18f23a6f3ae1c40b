// Pods that anybody may have made or labelled, one JSON object per line, seen by a run in that
// order: their identity is proven or they count for nothing, and no number of theirs drives one of
// ours.
#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "controller/adapters/pods/pod_identity.h"
#include "controller/adapters/pods/pod_name.h"
#include "controller/adapters/pods/pod_reader.h"
#include "controller/domain/decide.h"
#include "tests/fuzz/property.h"

namespace executioner::fuzz {
namespace {

using pods::Pod;

constexpr base::TimePoint kNow = base::TimePoint(std::chrono::seconds(1'790'000'000));

/// The owner of the seeds.
const pods::Owner& Etl() {
  static const pods::Owner kOwner{
      .kind = "Workflow", .ns = "team-a", .name = "etl", .uid = "6f1c0c7e-0000-4000-8000-1"};
  return kOwner;
}

/// "load" is retried at once and often, "check" waits for it.
domain::Plan TwoJobs() {
  domain::WorkflowSpec spec;
  for (const char* name : {"load", "check"}) {
    spec.jobs.push_back({.name = name, .work = {.image = "busybox:1", .command = {{"true"}}}});
  }
  spec.jobs[0].work.retry = domain::RetryPolicy{.limit = 1000, .delay_seconds = 0};
  spec.jobs[1].depends_on = {"load"};
  return domain::MakePlan(spec, "4be2");
}

std::vector<std::string_view> Lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

void CheckIdentity(const Pod& pod) {
  const auto& identity = pod.identity;
  if (!identity) {
    Require(!pods::IsPodOf(pod, Etl()), "a pod without identity is nobody's");
    return;
  }
  const auto owner = pods::ControllerOf(pod.meta);
  Require(owner && pods::ClaimsOf(pod).empty(), "a proven pod has an owner and claims none");
  Require(identity->run >= 1 && identity->run <= domain::kMostAttempts, "a run is in bounds");
  Require(identity->attempt >= 1 && identity->attempt <= domain::kMostAttempts,
          "an attempt is in bounds");
  Require(pod.meta.name == pods::PodName(*owner, pods::JobOf(pod), *identity),
          "the name follows from the identity");
}

/// As PodJobRunner looks at the pods of a run.
void TakeIn(const domain::Plan& plan, const Pod& pod, domain::Run& run) {
  const auto node = plan.Find(pods::JobOf(pod));
  if (!pods::IsPodOf(pod, Etl()) || !node || pod.identity->run != run.number) {
    return;
  }
  const domain::InstanceId instance = run.InstancesOf(*node).front();
  const int known = run.instances[instance].attempts;
  const int attempt = pod.identity->attempt;
  domain::Observe(plan, run, pods::ReadAttempt(pod, instance, attempt), Etl().uid);
  const int after = run.instances[instance].attempts;
  Require(after == known || after == known + 1, "a pod is one attempt ahead at most");
}

}  // namespace
}  // namespace executioner::fuzz

// NOLINTNEXTLINE(readability-identifier-naming): the fuzzer's own name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace executioner::fuzz;  // NOLINT(google-build-using-namespace)
  using executioner::domain::Decide;
  static const executioner::domain::Plan kPlan = TwoJobs();
  executioner::domain::Run run = executioner::domain::StartRun(kPlan, 1);
  for (const std::string_view line : Lines({reinterpret_cast<const char*>(bytes), size})) {
    const Pod pod = executioner::pods::DecodePod(line);
    CheckIdentity(pod);
    Decide(kPlan, {}, run, kNow);
    TakeIn(kPlan, pod, run);
  }
  Decide(kPlan, {}, run, kNow);
  for (const executioner::domain::JobState& job : run.instances) {
    Require(job.attempts >= 0 && job.disruptions >= 0, "no count is negative");
  }
  return 0;
}
