#include <algorithm>
#include <cstdio>
#include <iostream>
#include <string>

#include "controller/adapters/local/run_folder.h"
#include "controller/adapters/local/run_lock.h"
#include "controller/base/error.h"
#include "controller/cli/legacy_config.h"
#include "controller/cli/legacy_run.h"
#include "controller/cli/legacy_text.h"
#include "controller/cli/print_text.h"
#include "controller/cli/restore.h"
#include "controller/domain/plan.h"
#include "controller/domain/reopen.h"

namespace executioner::cli {
namespace {

constexpr const char* kReason = "asked for by --mark-success";

/// Names of those jobs that can be marked; tells of the others.
std::vector<std::string> MarkableJobs(const engine::RunRecord& record,
                                      const domain::WorkflowSpec& spec,
                                      const std::vector<std::string>& ids) {
  std::vector<std::string> names;
  for (const std::string& id : ids) {
    const auto job = std::ranges::find_if(
        record.status.jobs, [&](const auto& one) { return IdOfName(spec, one.name) == id; });
    if (job == record.status.jobs.end()) {
      PrintMessage(stderr, "run " + std::to_string(record.summary.id) + " has no job '" + id + "'");
      continue;
    }
    PrintMessage(stdout, id + ": " + LegacyWord(*job));
    if (job->phase == domain::JobPhase::kFailed || job->phase == domain::JobPhase::kCancelled) {
      names.push_back(job->name);
    } else {
      PrintMessage(stderr, "'" + id + "' has not failed, so it cannot be marked");
    }
  }
  return names;
}

/// The end of the input is a no.
bool Confirmed(std::size_t jobs) {
  PrintText(stdout, "Mark " + std::to_string(jobs) + " job(s) as SUCCESS? [y/N] ");
  std::fflush(stdout);
  std::string answer;
  std::getline(std::cin, answer);
  PrintText(stdout, "\n");
  return answer == "y" || answer == "Y" || answer == "yes";
}

}  // namespace

int ListLegacyRuns(const Context& context, const LegacyFlags& flags) {
  const State state = OpenState(context);
  const auto runs =
      state.history->List({.name = *flags.list_runs, .limit = std::max(0, flags.limit)});
  PrintText(stdout, runs.empty() ? "No runs found\n" : LegacyRuns(runs, context.clock->Now()));
  return kSucceeded;
}

int ShowLegacyRun(const Context& context, const LegacyFlags& flags) {
  if (*flags.show_run <= 0) {
    throw base::ConfigurationError("--show-run", "must be the number of a run, from 1");
  }
  const State state = OpenState(context);
  const engine::RunRecord record = FindRun(*state.history, std::to_string(*flags.show_run));
  PrintText(stdout, LegacyRun(record, RestoreManifest(record).checked.spec,
                              LogsOf(context, state, record), context.clock->Now()));
  return kSucceeded;
}

int MarkLegacyJobs(const Context& context, const LegacyFlags& flags) {
  if (!flags.run || *flags.run <= 0 || flags.jobs.empty()) {
    throw base::ConfigurationError("--mark-success", "needs -r RUN and -j JOB[,JOB]");
  }
  State state = OpenState(context);
  const std::string number = std::to_string(*flags.run);
  const local::RunFolder folder(state.path, FindRun(*state.history, number).summary.id);
  MakeFolder(folder);
  const auto lock = local::RunLock::Try(folder);
  if (!lock) {
    throw base::ConfigurationError("-r", "run " + number + " is running: wait for its end");
  }
  const engine::RunRecord record = FindRun(*state.history, number);
  RequireEndedOrHere(context, state, record);
  const Restored restored = RestoreManifest(record);
  const auto names = MarkableJobs(record, restored.checked.spec, flags.jobs);
  if (names.empty() || (!flags.yes && !Confirmed(names.size()))) {
    PrintMessage(stdout, "Nothing was marked");
    return kSucceeded;
  }
  const domain::Plan plan = domain::MakePlan(restored.checked.spec, restored.checked.spec_hash);
  const engine::Request request = MakeRequest(context, "mark-success", kReason);
  const domain::Status marked =
      domain::MarkSucceeded(plan, record.status, names, request.by + ": " + request.reason);
  std::vector<engine::AuditRecord> audit;
  for (const domain::JobStatus& job : record.status.jobs) {
    if (std::ranges::count(names, job.name) > 0) {
      audit.push_back({.time = context.clock->Now(),
                       .request = request,
                       .job = job.name,
                       .previous = std::string(domain::PhaseName(job.phase))});
    }
  }
  state.history->Amend(record.summary.id, marked, audit);
  PrintMessage(stdout, "Marked " + std::to_string(names.size()) + " job(s) of run " + number +
                           " as SUCCESS, by " + request.by);
  return kSucceeded;
}

}  // namespace executioner::cli
