/// \file
/// A run in progress: its plan, its state, and its recorded status. Plain data; used by one worker
/// at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "controller/domain/plan.h"
#include "controller/domain/run.h"
#include "controller/domain/status.h"
#include "controller/engine/owner_id.h"
#include "controller/engine/ports/run_store.h"
#include "controller/engine/record_state.h"

namespace executioner::engine {

/// An attempt of an instance.
using AttemptKey = std::pair<domain::InstanceId, int>;

struct RecordAnswer {
  SaveReply reply = {};
  std::chrono::steady_clock::time_point next_record = {};  ///< none is due before
};

/// A record on its way to the store: one worker waits for the response while others advance the
/// run.
struct OutgoingRecord {
  domain::Status status = {};
  std::vector<AttemptKey> ended = {};  ///< see Execution; may be released after this record
  std::future<RecordAnswer> answer = {};
};

/// Which attempts the next JobRunner::Observe returns.
enum class Look { kAtAll, kAtChanges };

struct Execution {
  OwnerId owner = {};
  std::int64_t generation = 0;        ///< of the spec from which `plan` and `controls` were made
  std::string resource_version = {};  ///< of the owner as last read or written
  domain::Plan plan = {};
  domain::Controls controls = {};
  domain::Run run = {};
  domain::Status recorded = {};  ///< the last acknowledged status

  Look next_look = Look::kAtAll;
  RecordState record = RecordState::kBehind;
  std::chrono::steady_clock::time_point next_record = {};  ///< none is due before
  /// Ended attempts whose traces may be removed after their ends are recorded.
  std::vector<AttemptKey> ended = {};
  std::unique_ptr<OutgoingRecord> outgoing = nullptr;  ///< while `record` is kSent…

  void Note(RecordEvent event) { record = Next(record, event); }

  /// \return the last acknowledged or sent status
  const domain::Status& LastStatus() const { return outgoing ? outgoing->status : recorded; }

  const domain::PlannedJob& JobOf(domain::InstanceId instance) const {
    return plan.Job(run.NodeOf(instance));
  }

  /// Returns the instance of the job of that name; nothing if the plan has no such job.
  std::optional<domain::InstanceId> Find(std::string_view job) const {
    const auto node = plan.Find(job);
    return node ? std::optional(run.InstancesOf(*node).front()) : std::nullopt;
  }
};

}  // namespace executioner::engine
