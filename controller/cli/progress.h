/// \file
/// The display of a run in progress: one line for each event, the jobs' output in between, and on a
/// terminal the active jobs.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "controller/cli/context.h"
#include "controller/cli/screen.h"
#include "controller/domain/status.h"
#include "controller/history/history.h"
#include "controller/runs/run_observer.h"
#include "controller/runs/run_remarks.h"

namespace executioner::cli {

/// On standard output, warnings and failures on standard error. Not thread-safe.
class Progress : public runs::RunObserver {
 public:
  explicit Progress(const Context& context);

  /// Asks for the estimate once a second at most, and only on a terminal.
  void Begin(const runs::RunStart& start) override;
  void Attempt(const history::AttemptRecord& attempt) override;

  bool WantsOutput() const override { return !screen_.IsQuiet(); }

  void Output(const runs::LogLabel& label, std::string_view bytes) override;
  void Count(const domain::Counts& counts) override;

  void Warn(const std::string& text) override;
  void Retry(const std::string& job, int attempt, base::Duration delay) override;
  void End(std::int64_t run, const domain::Status& status,
           const runs::RunRemarks& remarks) override;

  /// Waits until everything is printed, and complains on stderr if stdout did not take it all.
  /// \return whether it did
  bool Flush();

  /// Readable when a second has passed; -1: never.
  int Descriptor() const override;

  /// Draws what is active now. Never blocks.
  void Read() override;

 private:
  struct Active {
    history::AttemptRecord attempt = {};
    std::string unfinished = {};  // a line without its end
    std::string last_line = {};
  };

  void TellEnd(const history::AttemptRecord& attempt);
  void TellFailure(const domain::JobStatus& job, const runs::RunRemarks& remarks);
  void TellLeftOut(std::int64_t run, const domain::Status& status);
  void Draw();

  const base::Clock& clock_;
  const std::string history_flag_;  // for commands in hints
  Screen screen_;
  Ticker ticker_;
  std::map<runs::LogLabel, Active> active_ = {};
  domain::Counts counts_ = {};
  runs::RunStart start_ = {};
  std::optional<base::Duration> left_ = std::nullopt;
  std::chrono::steady_clock::time_point began_;
};

/// Executes a recorded run with its progress on the terminal. \return the exit code
int AttendRun(const Context& context, runs::StartedRun& run);

}  // namespace executioner::cli
