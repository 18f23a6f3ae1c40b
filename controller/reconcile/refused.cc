#include "controller/reconcile/refused.h"

#include <algorithm>
#include <string_view>

namespace executioner::reconcile {
namespace {

using domain::Reason;
using domain::RunPhase;
using domain::Status;

std::string Mebibytes(std::size_t bytes) {
  constexpr std::size_t kMebibyte = 1U << 20U;
  return std::to_string((bytes + kMebibyte - 1) / kMebibyte) + " MiB";
}

Status End(const Ground& ground, const domain::RunVerdict& verdict) {
  return domain::MakeBareStatus(verdict, ground.before, ground.generation, ground.now);
}

/// Drops the jobs of an earlier status, which are of a run that did not begin ("waits for …").
Status WithoutJobs(Status status) {
  status.jobs = {};
  status.counts = {};
  return status;
}

}  // namespace

Status RefuseSpec(const Ground& ground, const CheckedSpec& checked) {
  Status status =
      End(ground, {RunPhase::kFailed, Reason::kInvalidSpec, Describe(checked.complaints)});
  status.spec_hash = checked.hash;
  return status.start_time ? status : WithoutJobs(std::move(status));
}

Status RefuseSize(const Ground& ground, std::size_t bytes, std::size_t limit) {
  return WithoutJobs(
      End(ground, {RunPhase::kFailed, Reason::kTooLarge,
                   "the run needs " + Mebibytes(bytes) +
                       " of the controller's memory, but may use " + Mebibytes(limit) +
                       " at most; split it, or move large parts of its defaults, which count once "
                       "for each job, into a ConfigMap"}));
}

Status CancelUnbegun(const Ground& ground, const std::string& spec_hash) {
  Status status =
      End(ground, {RunPhase::kCancelled, Reason::kCancelled, "cancelled before it started"});
  status.spec_hash = spec_hash;
  return WithoutJobs(std::move(status));
}

Status EndWithoutJobs(const engine::Execution& execution, base::TimePoint now) {
  const Status last = domain::MakeStatus(execution.plan, execution.run, execution.recorded,
                                         execution.generation, now);
  Status status = WithoutJobs(
      End({.before = execution.recorded, .generation = execution.generation, .now = now},
          {RunPhase::kFailed, Reason::kStatusTooLarge,
           "the spec leaves too little space for the status in the object; split the workflow or "
           "shorten its names" +
               (last.message.empty() ? "" : "; " + last.message)}));
  // Counts are small enough to be kept. Jobs that have not ended are stopped now.
  status.counts = last.counts;
  status.counts.failed += status.counts.running + status.counts.pending;
  status.counts.running = 0;
  status.counts.pending = 0;
  return status;
}

Status Stall(const Ground& ground, const std::string& why) {
  constexpr std::string_view kStalled = "Stalled";
  Status status = ground.before;
  if (std::ranges::find(status.conditions, kStalled, &domain::Condition::type) ==
      status.conditions.end()) {
    status.conditions =
        domain::MakeConditions({.phase = status.phase}, {}, ground.generation, ground.now);
  }
  domain::Condition& stalled =
      *std::ranges::find(status.conditions, kStalled, &domain::Condition::type);
  // Called at every retry; only the first call changes the time.
  stalled.last_transition_time = stalled.status ? stalled.last_transition_time : ground.now;
  stalled.status = true;
  stalled.reason = domain::ReasonName(Reason::kError);
  stalled.message = why;
  stalled.observed_generation = ground.generation;
  return status;
}

}  // namespace executioner::reconcile
