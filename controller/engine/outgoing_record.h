/// \file
/// A record on its way to the store: one worker waits for the answer while others move the run on.
/// Plain data.
#pragma once

#include <chrono>
#include <future>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "controller/domain/status.h"

namespace executioner::engine {

enum class SaveResult {
  kSaved,
  kConflict,  ///< somebody else changed the owner: read it again and decide anew
  kGone,      ///< the owner does not exist any more
  kTooLarge,  ///< it will never fit
  kRefused,   ///< refused for another lasting reason: a fault of ours or a foreign schema
  kFailed,    ///< not now; it may have happened
};

/// As metrics name it: "too_large".
constexpr std::string_view SaveResultName(SaveResult result) {
  switch (result) {
    case SaveResult::kSaved: return "saved";
    case SaveResult::kConflict: return "conflict";
    case SaveResult::kGone: return "gone";
    case SaveResult::kTooLarge: return "too_large";
    case SaveResult::kRefused: return "refused";
    case SaveResult::kFailed: return "failed";
  }
  return "";
}

/// What became of it.
struct RecordOutcome {
  SaveResult result = SaveResult::kSaved;
  std::string resource_version = {};  ///< of the owner, kSaved
  std::chrono::steady_clock::time_point started = {};
  std::chrono::steady_clock::time_point finished = {};
};

struct OutgoingRecord {
  domain::Status status = {};
  std::vector<std::pair<int, int>> ended = {};  ///< as of Execution, may go with this record
  std::future<RecordOutcome> outcome = {};
};

}  // namespace executioner::engine
