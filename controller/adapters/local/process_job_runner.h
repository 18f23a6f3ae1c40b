/// \file
/// A job runner that starts jobs as child processes, each under the runner. Last words are kept in
/// a file until the attempt is recorded, so that an outcome survives the death of this process.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "controller/adapters/local/attempt_ending.h"
#include "controller/adapters/local/child.h"
#include "controller/adapters/local/process_environment.h"
#include "controller/adapters/local/run_folder.h"
#include "controller/base/error.h"
#include "controller/base/time.h"
#include "controller/engine/ports/job_runner.h"
#include "controller/history/history.h"

namespace executioner::local {

/// For one run, used by one thread, which must outlive the children because they end with it. The
/// destructor asks running jobs to stop.
class ProcessJobRunner : public engine::AwaitedJobRunner {
 public:
  /// \param attempts, clock  borrowed
  ProcessJobRunner(ProcessSettings settings, RunFolder folder, history::AttemptLog& attempts,
                   const base::Clock& clock);
  ~ProcessJobRunner() override;
  ProcessJobRunner(const ProcessJobRunner&) = delete;
  ProcessJobRunner& operator=(const ProcessJobRunner&) = delete;
  ProcessJobRunner(ProcessJobRunner&&) = delete;
  ProcessJobRunner& operator=(ProcessJobRunner&&) = delete;

  std::vector<domain::AttemptSeen> Observe(const engine::Execution& execution) override;
  std::vector<engine::LaunchResult> Launch(const engine::Execution& execution,
                                           const std::vector<domain::Launch>& launches) override;
  void Stop(const engine::Execution& execution, const std::vector<domain::Stop>& stops) override;
  void Release(const engine::Execution& execution,
               const std::vector<engine::AttemptKey>& attempts) override;

  /// \return a descriptor that is readable when a child has ended
  int Descriptor() const override { return ended_.Number(); }

  /// Called when an attempt begins or ends, on the thread of Observe. May be empty.
  std::function<void(const history::AttemptRecord&)> on_attempt = {};

  /// Called when a launch is held because descriptors, processes or disk space for its log are
  /// missing: once, not for every waiting job. May be empty.
  std::function<void(const std::string& what)> on_shortage = {};

  /// Whether no other runner of this process has children. If so, a job that cannot start although
  /// no job runs is rejected after a while, because waiting cannot help.
  bool is_only = false;

  /// \return whether Observe has something to report although no child has ended
  bool HasNews() const override { return !news_.empty(); }

 private:
  struct Running {
    Child child = {};
    base::TimePoint started = {};
    bool stopped = false;
    std::optional<int> status = std::nullopt;  // it was reaped, but its end is not recorded yet
    base::TimePoint ended = {};                // when it was reaped
  };

  engine::LaunchResult Start(const engine::Execution& execution, const domain::Launch& launch);
  engine::LaunchResult StartOrRefuse(const engine::Execution& execution,
                                     history::AttemptRecord record, domain::InstanceId instance);
  void StartChildOf(const domain::ConcreteWork& work, const history::AttemptRecord& record,
                    domain::InstanceId instance);
  void TakeEnd(const engine::Execution& execution, int handle);
  void Tell(const history::AttemptRecord& record) const;
  engine::LaunchResult Hold(const base::BackendError& error);
  bool IsHopeless(const base::BackendError& error);
  engine::LaunchResult Refuse(const engine::Execution& execution, history::AttemptRecord record,
                              const domain::Refusal& why);

  ProcessSettings settings_;
  RunFolder folder_;
  history::AttemptLog& attempts_;
  const base::Clock& clock_;
  base::Descriptor ended_;  // an epoll instance with the children's handles
  std::map<engine::AttemptKey, Running> running_ = {};
  std::map<int, engine::AttemptKey> by_handle_ = {};
  std::deque<domain::AttemptSeen> news_ = {};
  bool told_shortage_ = false;
  std::optional<base::TimePoint> short_since_ = std::nullopt;  // without any running child
};

/// Determines and records the ends of attempts of an abandoned run whose ends were not recorded.
/// \return the observations for the run
std::vector<domain::AttemptSeen> CollectRemains(const history::RunRecord& record,
                                                const engine::Execution& execution,
                                                const RunFolder& folder, history::History& history,
                                                domain::TimePoint now);

}  // namespace executioner::local
