#include "controller/engine/state_manager.h"

#include <algorithm>
#include <future>
#include <memory>
#include <utility>

namespace executioner::engine {
namespace {

using domain::IsEnded;

using SteadyDuration = std::chrono::steady_clock::duration;

/// Slow records come seldom, but they come.
SteadyDuration WaitAfter(SteadyDuration record, const Config& config) {
  const SteadyDuration fair =
      std::min<SteadyDuration>(record * config.record_cost_factor, config.record_wait_limit);
  return std::max<SteadyDuration>(config.record_interval, fair);
}

}  // namespace

void StateManager::Look(Execution& execution) {
  for (const domain::AttemptSeen& seen : ports_.runner.Observe(execution)) {
    const bool changed = domain::Observe(execution.plan, execution.run, seen, execution.owner.uid);
    execution.changed = changed || execution.changed;
    // A later look would not show it again. Without a record, the next attempt could not be
    // distinguished from an attempt that was never launched.
    execution.must_record = execution.must_record || (changed && seen.gone);
    const auto job = static_cast<std::size_t>(seen.job);
    const bool is_known = seen.attempt <= execution.run.jobs[job].attempts;
    if (seen.ending && is_known) {
      execution.ended.emplace_back(seen.job, seen.attempt);
    }
  }
  execution.looked = true;
}

RecordOutcome StateManager::Write(Execution& letter, const domain::Status& status) {
  RecordOutcome outcome{.started = ports_.clock.Steady()};
  outcome.result = recorder_.Write(letter, status);
  outcome.finished = ports_.clock.Steady();
  outcome.resource_version = letter.resource_version;
  return outcome;
}

SaveResult StateManager::Record(Execution& execution) {
  const SaveResult sent = execution.outgoing ? Await(execution) : SaveResult::kSaved;
  if (sent != SaveResult::kSaved && sent != SaveResult::kFailed) {
    return sent;
  }
  domain::Status status = domain::MakeStatus(execution.plan, execution.run, execution.recorded,
                                             execution.generation, ports_.clock.Now());
  if (status != execution.recorded) {
    const RecordOutcome outcome = Write(execution, status);
    if (outcome.result != SaveResult::kSaved) {
      return outcome.result;
    }
    execution.record_after =
        outcome.finished + WaitAfter(outcome.finished - outcome.started, config_);
  }
  execution.must_record = false;
  execution.changed = false;
  Acknowledge(execution, std::move(status), std::exchange(execution.ended, {}));
  return SaveResult::kSaved;
}

std::function<void()> StateManager::Send(Execution& execution) {
  domain::Status status = domain::MakeStatus(execution.plan, execution.run, execution.recorded,
                                             execution.generation, ports_.clock.Now());
  execution.changed = false;
  auto ended = std::exchange(execution.ended, {});
  if (status == execution.recorded) {
    Acknowledge(execution, std::move(status), ended);
    return {};
  }
  Execution letter{.owner = execution.owner, .resource_version = execution.resource_version};
  const auto write = std::make_shared<std::packaged_task<RecordOutcome()>>(
      [this, letter = std::move(letter), status]() mutable { return Write(letter, status); });
  execution.outgoing = std::make_unique<OutgoingRecord>(OutgoingRecord{
      .status = std::move(status), .ended = std::move(ended), .outcome = write->get_future()});
  return [write] { (*write)(); };
}

SaveResult StateManager::TakeIn(Execution& execution) {
  const bool arrived = execution.outgoing && execution.outgoing->outcome.wait_for(
                                                 base::Duration{0}) == std::future_status::ready;
  return arrived ? Await(execution) : SaveResult::kSaved;
}

SaveResult StateManager::Await(Execution& execution) {
  const auto sent = std::exchange(execution.outgoing, nullptr);
  const RecordOutcome outcome = sent->outcome.get();
  if (outcome.result != SaveResult::kSaved) {
    execution.ended.insert(execution.ended.begin(), sent->ended.begin(), sent->ended.end());
    execution.changed = true;
    return outcome.result;
  }
  execution.resource_version = outcome.resource_version;
  execution.record_after =
      outcome.finished + WaitAfter(outcome.finished - outcome.started, config_);
  Acknowledge(execution, std::move(sent->status), sent->ended);
  return SaveResult::kSaved;
}

void StateManager::Acknowledge(Execution& execution, domain::Status status,
                               const std::vector<std::pair<int, int>>& ended) {
  const domain::Status before = std::exchange(execution.recorded, std::move(status));
  recorder_.Announce(execution.owner, before, execution.recorded);
  if (!ended.empty()) {
    ports_.runner.Release(execution, ended);
  }
}

std::optional<std::chrono::steady_clock::time_point> StateManager::RecordDue(
    const Execution& execution) const {
  if (execution.outgoing || (!execution.changed && execution.ended.empty())) {
    return std::nullopt;
  }
  if (execution.must_record || IsEnded(execution.run.phase)) {
    return ports_.clock.Steady();
  }
  return execution.record_after.value_or(execution.began + config_.first_record);
}

SaveResult StateManager::RecordIfDue(Execution& execution, std::function<void()>& send) {
  const auto due = RecordDue(execution);
  if (!due || *due > ports_.clock.Steady()) {
    return SaveResult::kSaved;
  }
  if (IsEnded(execution.run.phase)) {
    return Record(execution);
  }
  send = Send(execution);
  return SaveResult::kSaved;
}

}  // namespace executioner::engine
