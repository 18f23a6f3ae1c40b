/// \file
/// Which logs a run has, and where they lie.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "controller/runs/state.h"

namespace executioner::runs {

/// Which logs of a run.
struct LogChoice {
  std::string job = {};  ///< "": of all jobs
  int attempt = 0;       ///< 0: the newest, and those that come
};

/// The attempts whose logs there are now: of the job, or of all; the newest of each unless one was
/// named.
std::vector<history::AttemptRecord> ChooseLogs(const history::RunRecord& record,
                                               const LogChoice& choice);

/// Where the log of an attempt lies when it is not here: "db2:/var/lib/x/logs/3/load.1.log".
std::optional<std::string> LogElsewhere(const Session& session, const State& state,
                                        const history::RunRecord& record,
                                        const history::AttemptRecord& attempt);

}  // namespace executioner::runs
