#include "controller/runs/estimate.h"

#include <algorithm>

#include "controller/domain/levels.h"

namespace executioner::runs {
namespace {

using base::Duration;

/// \return nothing when none of the jobs is known
std::optional<Duration> MeanOf(const domain::Plan& plan, const UsualDurations& usual) {
  Duration sum{};
  int known = 0;
  for (const domain::PlannedJob& job : plan.Jobs()) {
    const auto found = usual.find(job.name);
    if (found != usual.end()) {
      sum += found->second;
      ++known;
    }
  }
  return known == 0 ? std::nullopt : std::optional(sum / known);
}

Duration LeftOf(const domain::JobState& job, Duration usual, domain::TimePoint now) {
  if (domain::IsEnded(job.phase)) {
    return {};
  }
  const bool running = job.live && job.created.has_value();
  return running ? std::max(usual - (now - *job.created), Duration{}) : usual;
}

}  // namespace

UsualDurations MakeUsual(const std::vector<std::pair<std::string, base::Duration>>& durations) {
  std::map<std::string, std::vector<Duration>> by_job;
  for (const auto& [job, duration] : durations) {
    by_job[job].push_back(duration);
  }
  UsualDurations usual;
  for (auto& [job, all] : by_job) {
    // The median: one run that hung must not spoil the estimate of the next.
    const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
    std::ranges::nth_element(all, middle);
    usual[job] = *middle;
  }
  return usual;
}

std::optional<base::Duration> EstimateLeft(const domain::Plan& plan, const domain::Run& run,
                                           const UsualDurations& usual, int parallelism,
                                           domain::TimePoint now) {
  const auto mean = MeanOf(plan, usual);
  if (!mean) {
    return std::nullopt;
  }
  domain::IdVector<domain::NodeId, Duration> left(plan.Jobs().size());
  Duration sum{};
  for (const domain::InstanceId instance : run.instances.Ids()) {
    const domain::NodeId node = run.NodeOf(instance);
    const auto found = usual.find(plan.Job(node).name);
    const Duration own =
        LeftOf(run.instances[instance], found == usual.end() ? *mean : found->second, now);
    left[node] = std::max(left[node], own);
    sum += own;
  }
  const auto duration = [&](domain::NodeId node) { return left[node]; };
  Duration chain{};
  for (const domain::NodeId node : domain::CriticalPath(plan, duration)) {
    chain += duration(node);
  }
  // A run takes at least its longest chain, and at least its work by its workers.
  return parallelism > 0 ? std::max(chain, sum / parallelism) : chain;
}

}  // namespace executioner::runs
