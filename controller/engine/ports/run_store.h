/// \file
/// Where statuses are written, so that what looking cannot prove survives a crash.
#pragma once

#include <string>
#include <string_view>

#include "controller/domain/status.h"
#include "controller/engine/owner_id.h"

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

struct SaveReply {
  SaveResult result = SaveResult::kSaved;
  std::string version = {};  ///< of the owner from now on; kSaved
};

/// Safe from any thread.
class RunStore {
 public:
  virtual ~RunStore() = default;

  /// Writes the status of a run.
  /// \param version  the owner's version that the status was made from; a store whose owners others
  ///                 may change answers kConflict when it is no longer the owner's
  virtual SaveReply Save(const OwnerId& owner, const std::string& version,
                         const domain::Status& status) = 0;
};

}  // namespace executioner::engine
