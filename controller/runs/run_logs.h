/// \file
/// The logs of a run: their selection, and the port that receives them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "controller/history/history.h"

namespace executioner::runs {

/// The attempt to which output belongs.
struct LogLabel {
  std::string job = {};
  int attempt = 1;

  auto operator<=>(const LogLabel&) const = default;
};

/// A selection of logs of a run.
struct LogChoice {
  std::string job = {};  ///< "": all jobs
  int attempt = 0;       ///< 0: the newest, and later ones

  bool Includes(const history::AttemptRecord& record) const {
    return (job.empty() || record.job == job) && (attempt == 0 || record.attempt == attempt);
  }
};

/// Receives output in pieces, on the thread that reads it.
class LogSink {
 public:
  virtual ~LogSink() = default;

  virtual void Write(const LogLabel& label, std::string_view bytes) = 0;

  /// Called when the log is complete.
  virtual void End(const LogLabel& label) = 0;

  /// Called if a selected log is not on this machine. \param why  "is stored elsewhere:
  /// db2:/var/lib/x"
  virtual void Missing(const LogLabel& label, const std::string& why) = 0;
};

/// Returns the attempts whose logs exist now: those of the job or of all jobs; the newest of each
/// unless an attempt was selected. Pure.
std::vector<history::AttemptRecord> ChooseLogs(const history::RunRecord& record,
                                               const LogChoice& choice);

}  // namespace executioner::runs
