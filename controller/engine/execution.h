/// \file
/// One run under control: what was asked, what is known, and what of it is on record. Plain data;
/// used by one worker at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
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
  /// Attempts that have ended and whose traces may go once that is recorded: (job, attempt).
  std::vector<std::pair<int, int>> ended = {};
  std::unique_ptr<OutgoingRecord> outgoing = nullptr;  ///< while `record` is kSent…

  void Note(RecordEvent event) { record = Next(record, event); }

  /// The status as last acknowledged or sent.
  const domain::Status& LastStatus() const { return outgoing ? outgoing->status : recorded; }
};

}  // namespace executioner::engine
