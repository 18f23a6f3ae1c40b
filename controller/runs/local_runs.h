/// \file
/// Runs of a history of this machine, or of one that several hosts share.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "controller/adapters/local/run_folder.h"
#include "controller/adapters/local/run_lock.h"
#include "controller/engine/execution.h"
#include "controller/runs/run_service.h"
#include "controller/runs/session.h"

namespace executioner::runs {

/// The place of local runs.
struct State {
  std::string path = {};  ///< folder of logs and locks
  std::unique_ptr<history::History> history = {};
  bool shared = false;  ///< other hosts use the history too
};

/// Opens the history that the session names, without recovering runs.
/// \throws base::ConfigurationError, base::StoreError
State OpenState(const Session& session);

class LocalRuns final : public RunService {
 public:
  /// Opens the history that the session names. Recover must be called first.
  /// \param session         borrowed
  /// \param on_interrupted  called with runs that were ended because their process had died
  /// \throws base::ConfigurationError, base::StoreError
  LocalRuns(const Session& session, std::function<void(std::int64_t run)> on_interrupted);

  /// Ends runs whose process has died and cleans up after them, see standalone::RecoverRuns.
  void Recover();

  std::string Place() const override;
  std::vector<history::RunSummary> List(const history::RunFilter& filter) override;
  history::RunRecord Find(const std::string& name) override;
  std::optional<history::RunRecord> Read(std::int64_t run) override;
  std::string LogsOf(const history::RunRecord& record) const override;
  std::string LogOf(const history::RunRecord& record, const LogLabel& label) const override;
  bool ReadLogs(const history::RunRecord& record, const LogChoice& choice, bool follow,
                LogSink& sink) override;
  domain::RunPhase Follow(const history::RunRecord& record, RunObserver& observer) override;
  std::unique_ptr<StartedRun> Start(const standalone::CheckedObject& checked,
                                    const Origin& origin) override;
  TakenRun Take(const std::string& name) override;
  std::unique_ptr<StartedRun> Reopen(const TakenRun& taken, Restored restored,
                                     Reopening reopening) override;
  domain::RunPhase MarkSucceeded(const TakenRun& taken, const std::vector<std::string>& jobs,
                                 const std::string& reason) override;
  void Cancel(const history::RunRecord& record, Urgency urgency) override;
  bool Remove(std::int64_t run,
              const std::function<void(const std::string& folder)>& logs_stay) override;

 private:
  /// Returns whether to stop watching.
  using RunLook = std::function<bool(const history::RunRecord& record)>;

  /// A descriptor to poll while a run is watched.
  struct NewsSource {
    std::vector<int> descriptors = {};
    std::function<void()> read = {};
  };

  local::RunFolder FolderOf(std::int64_t run) const { return {state_.path, run}; }

  history::Request RequestOf(std::string command, std::string reason = "") const;
  std::optional<std::string> Elsewhere(const history::Request& request) const;
  /// Rejects a run that is active on another host. \throws base::ConfigurationError  naming it
  void RequireEndedOrHere(const history::RunRecord& record) const;
  std::optional<std::string> PlaceOf(const history::RunRecord& record, const LogLabel& label) const;
  local::RunLock Create(const history::RunSource& source, engine::Execution& execution);
  std::unique_ptr<StartedRun> MakeRun(engine::Execution execution, const history::RunSource& source,
                                      const standalone::Additions& additions,
                                      std::shared_ptr<const void> hold);
  /// Calls `look` with a run, and again whenever the run may have changed, until it returns true.
  void WatchRun(std::int64_t run, const RunLook& look, const NewsSource& news);

  const Session& session_;
  std::function<void(std::int64_t)> on_interrupted_;
  State state_;
};

}  // namespace executioner::runs
