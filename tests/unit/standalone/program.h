/// \file
/// Creates and runs runs like the program, without its command line.
#pragma once

#include <string>

#include "controller/adapters/local/orphans.h"
#include "controller/adapters/local/process_job_runner.h"
#include "controller/adapters/local/run_folder.h"
#include "controller/adapters/local/run_lock.h"
#include "controller/base/system_clock.h"
#include "controller/domain/reopen.h"
#include "controller/standalone/additions_json.h"
#include "controller/standalone/begin_run.h"
#include "controller/standalone/local_run.h"
#include "controller/standalone/state.h"
#include "tests/unit/local/flaky_history.h"

namespace executioner::standalone::testing {

inline CheckedObject CheckText(const std::string& text, const Additions& additions = {}) {
  return Check(manifest::ReadManifest(text, "test.yaml").objects.at(0), additions);
}

/// Returns a Workflow of jobs, each a line of YAML without its dash.
inline std::string Workflow(const std::vector<std::string>& jobs, const std::string& spec = "") {
  std::string text =
      "apiVersion: executioner.dev/v1alpha1\nkind: Workflow\nmetadata: {name: etl}\nspec:\n" +
      spec + "  jobs:\n";
  for (const std::string& job : jobs) {
    text += "  - {" + job + "}\n";
  }
  return text;
}

class Program {
 public:
  explicit Program(std::string state_path) : state(std::move(state_path)) {}

  /// Creates a run. \return its number
  std::int64_t Create(const std::string& manifest, const Additions& additions = {}) {
    return history.Create({.name = "etl",
                           .path = "/test.yaml",
                           .manifest = manifest,
                           .working_dir = state,
                           .arguments = WriteAdditions(additions)},
                          {.command = "run"},
                          BeginRun(CheckText(manifest, additions), clock).recorded);
  }

  /// Creates a run and runs it.
  RunEnd Run(const std::string& manifest, const Additions& additions = {}) {
    const std::int64_t run = Create(manifest, additions);
    engine::Execution execution = BeginRun(CheckText(manifest, additions), clock);
    history::NumberRun(execution, run);
    return Go(std::move(execution), additions);
  }

  RunEnd Resume(std::int64_t run) {
    const history::RunRecord record = *history.Find(run);
    const history::RunSource& source = record.run_attempts.back().source;
    const Additions additions = ReadAdditions(source.arguments);
    const CheckedObject checked = CheckText(source.manifest, additions);
    const domain::Status next =
        domain::Reopen(domain::MakePlan(checked.spec, checked.spec_hash), record.status, {});
    history.Reopen(run, source, {.command = "resume"}, next);
    return Go(RestoreExecution(checked, run, next), additions);
  }

  domain::Status StatusOf(std::int64_t run) { return history.Find(run)->status; }

  std::string state;
  base::SystemClock clock = base::SystemClock();
  local::testing::FlakyHistory history{state + "/history.db", clock};
  RunListener listener = {};
  std::function<void(const history::AttemptRecord&)> on_attempt = {};
  std::function<void(const std::string&)> on_shortage = {};

 private:
  RunEnd Go(engine::Execution execution, const Additions& additions) {
    const local::RunFolder folder(state, history::RunNumber(execution.owner));
    MakeFolder(folder);
    const auto lock = local::RunLock::Try(folder);
    if (!lock) {
      throw base::StoreError("the run is locked");
    }
    StopSignals signals;
    local::ProcessJobRunner runner(
        {.runner = EXECUTIONER_RUNNER,
         .working_dir = state,
         .inherited = {{"PATH", "/usr/bin:/bin"}, {local::kStateVariable, state}},
         .extra = additions.env},
        folder, history, clock);
    runner.on_attempt = on_attempt;
    runner.on_shortage = on_shortage;
    return RunToEnd(execution,
                    {.runner = runner, .history = history, .signals = signals, .clock = clock},
                    listener);
  }
};

}  // namespace executioner::standalone::testing
