#include "controller/domain/checkpoint.h"

#include <algorithm>
#include <map>

#include "controller/domain/index_ranges.h"

namespace executioner::domain {
namespace {

/// The properties that the instances of one group share. Attempts of ended instances are ignored,
/// so that thousands with different numbers of retries form one group.
struct Alike {
  JobPhase phase = {};
  Reason reason = {};
  bool waits = false;  ///< for the time of its next attempt
  int attempts = 0;
  int disruptions = 0;

  auto operator<=>(const Alike&) const = default;
};

struct Group {
  JobRecord common = {};
  std::vector<IndexRange> ranges = {};
};

Alike KindOf(const JobState& state) {
  Alike alike{
      .phase = state.phase, .reason = state.reason, .waits = state.next_attempt_time.has_value()};
  if (!IsEnded(state.phase)) {
    alike.attempts = state.attempts;
    alike.disruptions = state.disruptions;
  }
  return alike;
}

/// Orders a missing time after all others.
TimePoint OrLast(std::optional<TimePoint> time) {
  return time.value_or(TimePoint::max());
}

/// A group keeps the values with which nothing happens too early or too rarely: the latest times of
/// active instances, and the earliest end.
void Join(JobRecord& common, const JobState& state) {
  common.attempts = std::max(common.attempts, state.attempts);
  common.disruptions = std::max(common.disruptions, state.disruptions);
  common.start_time = std::max(common.start_time, state.start_time);
  common.next_attempt_time = std::max(common.next_attempt_time, state.next_attempt_time);
  if (OrLast(state.completion_time) < OrLast(common.completion_time)) {
    common.completion_time = state.completion_time;
  }
  if (common.message.empty()) {
    common.message = state.message;
  }
}

bool IsUntouched(const JobState& state) {
  return !IsEnded(state.phase) && state.attempts == state.earlier_attempts;
}

}  // namespace

ExpandedJob MakeExpandedJob(const Plan& plan, const Run& run, NodeId node) {
  ExpandedJob job{.name = plan.Job(node).name, .counts = {.total = run.nodes[node].count}};
  std::map<Alike, Group> groups;
  int place = 0;
  for (const JobState& state : run.StatesOf(node)) {
    AddTo(job.counts, state.phase, state.live);
    job.attempts = std::max(job.attempts, state.attempts);
    if (!IsUntouched(state)) {
      Group& group = groups[KindOf(state)];
      group.common.phase = state.phase;
      group.common.reason = state.reason;
      group.common.earlier_attempts = state.earlier_attempts;
      Join(group.common, state);
      AddIndex(group.ranges, place);
    }
    ++place;
  }
  for (auto& [alike, group] : groups) {
    job.groups.push_back(
        {.common = std::move(group.common), .instances = FormatRanges(group.ranges)});
  }
  return job;
}

}  // namespace executioner::domain
