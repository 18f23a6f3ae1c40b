/// \file
/// The files that the old program left in `log_dir`: links to where output is kept now.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "controller/legacy/cli/work.h"
#include "controller/runs/run_service.h"

namespace executioner::legacy {

/// What stands for each id in the name of its log: the id with '_' for '/', at most 100 bytes. Of
/// ids that come to the same, one that is so written keeps it, others get "-2", "-3" and so on.
std::map<std::string, std::string> LogParts(const std::vector<std::string>& ids);

/// "executioner.APP.job-ID.run-N.log"
std::string LogName(const Work& work, const std::string& id, std::int64_t run);

/// "executioner.APP.run-N.log"
std::string SummaryName(const Work& work, std::int64_t run);

/// The files of one run. Says once on stderr when a folder cannot be written to; a run does not
/// fail for that. One thread's.
class LogLinks {
 public:
  /// \param work, runs  borrowed
  LogLinks(const Work& work, const runs::RunService& runs, std::int64_t run)
      : work_(work), runs_(runs), run_(run) {}

  /// Makes "executioner.APP.job-ID.run-N.log" for each job, a link to the output of its newest
  /// attempt, or of the next one for a job that has not ended. A job that ended without output has
  /// no link.
  void Link(const history::RunRecord& record);

  /// Writes "executioner.APP.run-N.log", the summary of the run.
  void WriteSummary(const std::string& summary);

 private:
  bool Has(const std::string& folder);
  void Refuse(const std::string& folder, const std::string& why);

  const Work& work_;
  const runs::RunService& runs_;
  const std::int64_t run_;
  std::map<std::string, bool> usable_ = {};  // folders
};

}  // namespace executioner::legacy
