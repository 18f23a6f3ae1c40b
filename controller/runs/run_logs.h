/// \file
/// Output of the jobs of a run: which logs are meant, and who gets them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "controller/history/history.h"

namespace executioner::runs {

/// Which attempt a piece of output is of.
struct LogLabel {
  std::string job = {};
  int attempt = 1;

  auto operator<=>(const LogLabel&) const = default;
};

/// Which logs of a run.
struct LogChoice {
  std::string job = {};  ///< "": of all jobs
  int attempt = 0;       ///< 0: the newest, and those that come

  bool Includes(const history::AttemptRecord& record) const {
    return (job.empty() || record.job == job) && (attempt == 0 || record.attempt == attempt);
  }
};

/// Gets output piece by piece, from the thread that reads it.
class LogSink {
 public:
  virtual ~LogSink() = default;

  virtual void Write(const LogLabel& label, std::string_view bytes) = 0;

  /// The log is complete.
  virtual void End(const LogLabel& label) = 0;

  /// A log that was asked for is not here. \param why  "is stored elsewhere: db2:/var/lib/x"
  virtual void Missing(const LogLabel& label, const std::string& why) = 0;
};

/// The attempts whose logs exist now: of the job, or of all jobs; the newest of each unless one was
/// named. Pure.
std::vector<history::AttemptRecord> ChooseLogs(const history::RunRecord& record,
                                               const LogChoice& choice);

}  // namespace executioner::runs
