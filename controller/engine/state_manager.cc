#include "controller/engine/state_manager.h"

#include <algorithm>
#include <future>
#include <memory>
#include <utility>

namespace executioner::engine {
namespace {

using domain::IsEnded;

using SteadyDuration = std::chrono::steady_clock::duration;

/// Slow records are written rarely; the upper limit ensures that they are written at all.
SteadyDuration WaitAfter(SteadyDuration record, const Config& config) {
  const SteadyDuration fair =
      std::min<SteadyDuration>(record * config.record_cost_factor, config.record_wait_limit);
  return std::max<SteadyDuration>(config.record_interval, fair);
}

}  // namespace

void StateManager::Look(Execution& execution) {
  for (const domain::AttemptSeen& seen : ports_.runner.Observe(execution)) {
    if (domain::Observe(execution.plan, execution.run, seen, execution.owner.uid)) {
      // A later look would not show an attempt that is gone. Without a record, the next attempt
      // could not be distinguished from an attempt that was never launched.
      execution.Note(seen.gone ? RecordEvent::kDemanded : RecordEvent::kChanged);
    }
    const bool is_known = seen.attempt <= execution.run.instances[seen.instance].attempts;
    if (seen.ending && is_known) {
      execution.ended.emplace_back(seen.instance, seen.attempt);
      execution.Note(RecordEvent::kChanged);  // it may be recorded already, but is not released
    }
  }
  if (std::exchange(execution.next_look, Look::kAtChanges) == Look::kAtAll) {
    execution.next_record = ports_.clock.Steady() + config_.first_record;
  }
}

domain::Status StateManager::StatusOf(const Execution& execution) const {
  return domain::MakeStatus(execution.plan, execution.run, execution.recorded, execution.generation,
                            ports_.clock.Now());
}

RecordAnswer StateManager::Write(const OwnerId& owner, const std::string& version,
                                 const domain::Status& before, const domain::Status& status) {
  const auto started = ports_.clock.Steady();
  RecordAnswer answer{.reply = recorder_.Save(owner, version, before, status)};
  const auto finished = ports_.clock.Steady();
  answer.next_record = finished + WaitAfter(finished - started, config_);
  return answer;
}

SaveResult StateManager::Record(Execution& execution) {
  const SaveResult sent = execution.outgoing ? Await(execution) : SaveResult::kSaved;
  if (sent != SaveResult::kSaved && sent != SaveResult::kFailed) {
    return sent;
  }
  return Save(execution, StatusOf(execution));
}

/// \pre no record is on its way
SaveResult StateManager::Save(Execution& execution, domain::Status status) {
  if (status != execution.recorded) {
    RecordAnswer answer =
        Write(execution.owner, execution.resource_version, execution.recorded, status);
    if (answer.reply.result != SaveResult::kSaved) {
      return answer.reply.result;
    }
    execution.resource_version = std::move(answer.reply.version);
    execution.next_record = answer.next_record;
  }
  execution.Note(RecordEvent::kSaved);
  Acknowledge(execution, std::move(status), std::exchange(execution.ended, {}));
  return SaveResult::kSaved;
}

/// The closure reads both statuses without a copy: `recorded` and `outgoing` do not change before
/// the response is processed.
std::function<void()> StateManager::Send(Execution& execution, domain::Status status) {
  execution.outgoing = std::make_unique<OutgoingRecord>(
      OutgoingRecord{.status = std::move(status), .ended = std::exchange(execution.ended, {})});
  execution.Note(RecordEvent::kSent);
  const auto write = std::make_shared<std::packaged_task<RecordAnswer()>>(
      [this, owner = execution.owner, version = execution.resource_version,
       &before = execution.recorded,
       &after = execution.outgoing->status] { return Write(owner, version, before, after); });
  execution.outgoing->answer = write->get_future();
  return [write] { (*write)(); };
}

SaveResult StateManager::TakeIn(Execution& execution) {
  const bool arrived = execution.outgoing && execution.outgoing->answer.wait_for(
                                                 base::Duration{0}) == std::future_status::ready;
  return arrived ? Await(execution) : SaveResult::kSaved;
}

SaveResult StateManager::Await(Execution& execution) {
  execution.outgoing->answer.wait();
  const auto sent = std::exchange(execution.outgoing, nullptr);
  const RecordState state = execution.record;
  execution.Note(RecordEvent::kLost);  // which remains true if the next line throws
  RecordAnswer answer = sent->answer.get();
  if (answer.reply.result != SaveResult::kSaved) {
    execution.ended.insert(execution.ended.begin(), sent->ended.begin(), sent->ended.end());
    return answer.reply.result;
  }
  execution.record = Next(state, RecordEvent::kSaved);
  execution.resource_version = std::move(answer.reply.version);
  execution.next_record = answer.next_record;
  Acknowledge(execution, std::move(sent->status), sent->ended);
  return SaveResult::kSaved;
}

void StateManager::Acknowledge(Execution& execution, domain::Status status,
                               const std::vector<AttemptKey>& ended) {
  execution.recorded = std::move(status);
  if (!ended.empty()) {
    ports_.runner.Release(execution, ended);
  }
}

std::optional<std::chrono::steady_clock::time_point> StateManager::RecordDue(
    const Execution& execution) const {
  switch (execution.record) {
    case RecordState::kBehind:
      return IsEnded(execution.run.phase) ? ports_.clock.Steady() : execution.next_record;
    case RecordState::kDemanded: return ports_.clock.Steady();
    default: return std::nullopt;
  }
}

SaveResult StateManager::RecordIfDue(Execution& execution, std::function<void()>& send) {
  const auto due = RecordDue(execution);
  if (!due || *due > ports_.clock.Steady()) {
    return SaveResult::kSaved;
  }
  domain::Status status = StatusOf(execution);
  // An unchanged status is not written, but Save releases the ended attempts.
  if (IsEnded(execution.run.phase) || status == execution.recorded) {
    return Save(execution, std::move(status));
  }
  send = Send(execution, std::move(status));
  return SaveResult::kSaved;
}

}  // namespace executioner::engine
