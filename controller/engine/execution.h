/// \file
/// One run under control: what was asked, what is known, and what of it is on record. Plain data;
/// used by one worker at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "controller/domain/plan.h"
#include "controller/domain/run.h"
#include "controller/domain/status.h"
#include "controller/engine/outgoing_record.h"
#include "controller/engine/owner_id.h"
#include "controller/engine/record_state.h"

namespace executioner::engine {

/// What the next look at the attempts of a run covers.
enum class Look { kAtAll, kAtChanges };

struct Execution {
  OwnerId owner = {};
  std::int64_t generation = 0;        ///< of the spec that `plan` and `controls` were made of
  std::string resource_version = {};  ///< of the owner as last read or written
  domain::Plan plan = {};
  domain::Controls controls = {};
  domain::Run run = {};
  domain::Status recorded = {};  ///< the status as last acknowledged

  Look next_look = Look::kAtAll;
  RecordState record = RecordState::kBehind;
  std::chrono::steady_clock::time_point next_record = {};  ///< none is due before
  /// Attempts that have ended and whose traces may go once that is recorded.
  std::vector<AttemptKey> ended = {};
  std::unique_ptr<OutgoingRecord> outgoing = nullptr;  ///< while `record` is kSent…

  void Note(RecordEvent event) { record = Next(record, event); }

  /// The status as last acknowledged or sent.
  const domain::Status& LastStatus() const { return outgoing ? outgoing->status : recorded; }

  const domain::PlannedJob& JobOf(domain::InstanceId instance) const {
    return plan.Job(run.NodeOf(instance));
  }

  /// The instance of the job of that name. \return nothing when the plan has no such job
  std::optional<domain::InstanceId> Find(std::string_view job) const {
    const auto node = plan.Find(job);
    return node ? std::optional(run.InstancesOf(*node).front()) : std::nullopt;
  }
};

}  // namespace executioner::engine
