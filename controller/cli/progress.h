/// \file
/// What a person sees while a run goes on: one line for each thing that happens, the jobs' output
/// in between.
#pragma once

#include <map>
#include <string>

#include "controller/adapters/local/log_follower.h"
#include "controller/adapters/local/run_folder.h"
#include "controller/cli/context.h"
#include "controller/engine/execution.h"
#include "controller/engine/ports/history.h"
#include "controller/standalone/local_run.h"

namespace executioner::cli {

/// Progress goes to stderr, output of jobs to stdout, each line behind the name of its job.
class Progress {
 public:
  Progress(const Context& context, local::RunFolder folder);

  /// What the loop is to tell; borrows the progress.
  standalone::RunListener Listener();

  void Begin(const engine::Execution& execution);
  void Attempt(const engine::AttemptRecord& attempt);
  void End(const standalone::RunEnd& end, std::int64_t run);

 private:
  void Say(const char* color, const std::string& text) const;
  void Take(const std::string& job, std::string_view bytes);

  bool color_;
  bool quiet_;
  local::RunFolder folder_;
  local::LogFollower follower_;
  std::map<std::string, std::string> unfinished_ = {};  // job -> a line without its end
};

/// "1.2 s", "3 min 20 s", "2 h 5 min".
std::string DurationText(base::Duration duration);

}  // namespace executioner::cli
