/// \file
/// What a person sees while a run goes on: one line for each thing that happens, the jobs' output
/// in between, and on a terminal what is active now.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "controller/adapters/local/log_follower.h"
#include "controller/adapters/local/run_folder.h"
#include "controller/cli/context.h"
#include "controller/cli/screen.h"
#include "controller/cli/ticker.h"
#include "controller/history/history.h"
#include "controller/runs/run_observer.h"

namespace executioner::cli {

/// On standard output, warnings and failures on standard error. Not thread-safe.
class Progress : public runs::RunObserver {
 public:
  Progress(const Context& context, local::RunFolder folder);

  /// Asks for the estimate once a second at most, and only on a terminal.
  void Begin(const runs::RunStart& start) override;
  void Attempt(const history::AttemptRecord& attempt) override;
  void Count(const domain::Counts& counts) override;

  void Warn(const std::string& text) override;
  void Retry(const std::string& job, int attempt, base::Duration delay) override;
  void End(std::int64_t run, const domain::Status& status,
           const runs::RunRemarks& remarks) override;

  /// Waits until everything is printed, and complains on stderr if stdout did not take it all.
  /// \return whether it did
  bool Flush();

  /// Readable when output has come or a second has passed; -1: never.
  int Descriptor() const override;

  /// Shows what has come. Never blocks.
  void Read() override;

 private:
  struct Active {
    history::AttemptRecord attempt = {};
    std::string unfinished = {};  // a line without its end
    std::string last_line = {};
  };

  void Take(const std::string& tag, std::string_view bytes);
  void TellEnd(const history::AttemptRecord& attempt);
  void TellFailure(const domain::JobStatus& job, const runs::RunRemarks& remarks);
  void TellLeftOut(std::int64_t run, const domain::Status& status);
  void Draw();

  const base::Clock& clock_;
  const std::string history_flag_;  // for commands in hints
  Screen screen_;
  local::RunFolder folder_;
  local::LogFollower follower_;
  Ticker ticker_;
  std::map<std::string, Active> active_ = {};  // by "job.attempt"
  domain::Counts counts_ = {};
  std::function<std::optional<base::Duration>()> estimate_ = {};
  std::optional<base::Duration> left_ = std::nullopt;
  std::chrono::steady_clock::time_point began_;
};

}  // namespace executioner::cli
