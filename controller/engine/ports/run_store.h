/// \file
/// The port that records statuses, so that facts that cannot be observed survive a crash.
#pragma once

#include <string>
#include <string_view>

#include "controller/domain/status.h"
#include "controller/engine/owner_id.h"

namespace executioner::engine {

enum class SaveResult {
  kSaved,
  kConflict,  ///< somebody else changed the owner: read it again and decide again
  kGone,      ///< the owner no longer exists
  kTooLarge,  ///< it does not fit
  kRefused,   ///< rejected permanently for another reason: our error, or a different schema
  kFailed,    ///< failed for now; it may have been written
};

/// Returns the value of a metric's label: "too_large".
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
  /// \param version  the version of the owner from which the status was made. Stores whose owners
  /// others may change return kConflict if the owner has another version
  virtual SaveReply Save(const OwnerId& owner, const std::string& version,
                         const domain::Status& status) = 0;
};

}  // namespace executioner::engine
