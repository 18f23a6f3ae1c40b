/// \file
/// One run under control: what was asked, what is known, and what of it is on record. Plain data;
/// used by one worker at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "controller/domain/plan.h"
#include "controller/domain/run.h"
#include "controller/domain/status.h"
#include "controller/engine/outgoing_record.h"

namespace executioner::engine {

/// Whose run it is. `uid` tells two owners of one name apart.
struct OwnerId {
  std::string kind = {};  ///< "Workflow" or "Job"
  std::string ns = {};
  std::string name = {};
  std::string uid = {};

  bool operator==(const OwnerId&) const = default;
};

struct Execution {
  OwnerId owner = {};
  std::int64_t generation = 0;        ///< of the spec that `plan` and `controls` were made of
  std::string resource_version = {};  ///< of the owner as last read or written
  domain::Plan plan = {};
  domain::Controls controls = {};
  domain::Run run = {};
  domain::Status recorded = {};  ///< the status as last acknowledged

  bool looked = false;       ///< the world has been looked at as a whole
  bool must_record = false;  ///< nothing may be done before the next record is acknowledged
  bool changed = true;       ///< something may differ from `recorded`
  std::chrono::steady_clock::time_point began = {};  ///< when this process took it over
  std::optional<std::chrono::steady_clock::time_point> record_after = std::nullopt;
  /// Attempts that have ended and whose traces may go once that is on record: (job, attempt).
  std::vector<std::pair<int, int>> ended = {};
  std::unique_ptr<OutgoingRecord> outgoing = nullptr;  ///< one at most

  /// The status as last acknowledged or sent.
  const domain::Status& LastStatus() const { return outgoing ? outgoing->status : recorded; }
};

}  // namespace executioner::engine
