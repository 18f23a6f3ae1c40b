/// \file
/// A record on its way to the store: one worker waits for the response while others advance the
/// run. Plain data.
#pragma once

#include <chrono>
#include <future>
#include <utility>
#include <vector>

#include "controller/domain/status.h"
#include "controller/engine/ports/run_store.h"

namespace executioner::engine {

/// An attempt of an instance.
using AttemptKey = std::pair<domain::InstanceId, int>;

struct RecordAnswer {
  SaveReply reply = {};
  std::chrono::steady_clock::time_point next_record = {};  ///< none is due before
};

struct OutgoingRecord {
  domain::Status status = {};
  std::vector<AttemptKey> ended = {};  ///< see Execution; may be released after this record
  std::future<RecordAnswer> answer = {};
};

}  // namespace executioner::engine
