/// \file
/// What a person sees while a run goes on: one line for each thing that happens, the jobs' output
/// in between, and on a terminal what is active now.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "controller/adapters/local/log_follower.h"
#include "controller/adapters/local/run_folder.h"
#include "controller/cli/context.h"
#include "controller/cli/run_remarks.h"
#include "controller/cli/screen.h"
#include "controller/cli/ticker.h"
#include "controller/history/history.h"

namespace executioner::cli {

/// Told of a run by whoever runs or watches it; whoever waits calls Read when Descriptor is
/// readable. Not thread-safe.
class Progress {
 public:
  Progress(const Context& context, local::RunFolder folder);

  /// How long the run will still take; asked once a second at most. May be empty.
  std::function<std::optional<base::Duration>()> estimate = {};

  /// \param at_once  jobs that may run at the same time; 0: no limit, or not known
  void Begin(std::int64_t run, const std::string& name, std::size_t jobs, int at_once = 0);
  void Attempt(const history::AttemptRecord& attempt);
  void Count(const domain::Counts& counts);

  /// Anything else that a person should know.
  void Warn(const std::string& text);

  /// The names of the jobs of which an attempt has ended since the last call.
  std::vector<std::string> TakeEnded() { return std::exchange(ended_, {}); }

  /// A job will be tried again.
  /// \param attempt  the next one
  /// \param delay    until it may start
  void Retry(const std::string& job, int attempt, base::Duration delay);

  /// \param status  of a run that has ended
  void End(std::int64_t run, const domain::Status& status, const RunRemarks& remarks);

  /// Waits until everything is printed, and complains on stderr if stdout did not take it all.
  /// \return whether it did
  bool Flush();

  /// Readable when output has come or a second has passed; -1: never.
  int Descriptor() const;

  /// Shows what has come. Never blocks.
  void Read();

 private:
  struct Active {
    history::AttemptRecord attempt = {};
    std::string unfinished = {};  // a line without its end
    std::string last_line = {};
  };

  void Take(const std::string& tag, std::string_view bytes);
  void TellEnd(const history::AttemptRecord& attempt);
  void TellFailure(const domain::JobStatus& job, const RunRemarks& remarks);
  void TellLeftOut(std::int64_t run, const domain::Status& status);
  void Draw();

  const base::Clock& clock_;
  Screen screen_;
  local::RunFolder folder_;
  local::LogFollower follower_;
  Ticker ticker_;
  std::map<std::string, Active> active_ = {};  // by "job.attempt"
  std::vector<std::string> ended_ = {};        // jobs
  domain::Counts counts_ = {};
  std::optional<base::Duration> left_ = std::nullopt;
  std::chrono::steady_clock::time_point began_;
};

}  // namespace executioner::cli
