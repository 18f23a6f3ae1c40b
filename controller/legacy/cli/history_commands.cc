#include "controller/legacy/cli/history_commands.h"

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <string>

#include "controller/base/error.h"
#include "controller/cli/print_text.h"
#include "controller/legacy/cli/texts.h"
#include "controller/legacy/cli/work.h"
#include "controller/runs/restore.h"

namespace executioner::legacy {
namespace {

constexpr const char* kReason = "asked for by --mark-success";

/// Names of those jobs that can be marked; reports the others.
std::vector<std::string> MarkableJobs(const history::RunRecord& record,
                                      const domain::WorkflowSpec& spec,
                                      const std::vector<std::string>& ids) {
  std::vector<std::string> names;
  for (const std::string& id : ids) {
    const auto job = std::ranges::find_if(
        record.status.jobs, [&](const auto& one) { return IdOfName(spec, one.name) == id; });
    if (job == record.status.jobs.end()) {
      cli::PrintMessage(stderr,
                        "run " + std::to_string(record.summary.id) + " has no job '" + id + "'");
      continue;
    }
    cli::PrintMessage(stdout, id + ": " + OldWord(*job));
    if (job->phase == domain::JobPhase::kFailed || job->phase == domain::JobPhase::kCancelled) {
      names.push_back(job->name);
    } else {
      cli::PrintMessage(stderr, "'" + id + "' has not failed, so it cannot be marked");
    }
  }
  return names;
}

/// The end of the input means no.
bool Confirmed(std::size_t jobs) {
  cli::PrintText(stdout, "Mark " + std::to_string(jobs) + " job(s) as SUCCESS? [y/N] ");
  std::fflush(stdout);
  std::string answer;
  std::getline(std::cin, answer);
  cli::PrintText(stdout, "\n");
  return answer == "y" || answer == "Y" || answer == "yes";
}

}  // namespace

int ListRuns(const cli::Context& context, const Flags& flags) {
  const auto runs =
      cli::OpenRuns(context)->List({.name = *flags.list_runs, .limit = std::max(0, flags.limit)});
  cli::PrintText(stdout, runs.empty() ? "No runs found\n" : RunsText(runs, context.clock->Now()));
  return cli::kSucceeded;
}

int ShowRun(const cli::Context& context, const Flags& flags) {
  if (*flags.show_run <= 0) {
    throw base::ConfigurationError("--show-run", "must be the number of a run, from 1");
  }
  const auto runs = cli::OpenRuns(context);
  const history::RunRecord record = runs->Find(std::to_string(*flags.show_run));
  cli::PrintText(stdout, RunText(record, runs::RestoreManifest(record).checked.spec,
                                 runs->LogsOf(record), context.clock->Now()));
  return cli::kSucceeded;
}

int MarkJobs(const cli::Context& context, const Flags& flags) {
  if (!flags.run || *flags.run <= 0 || flags.jobs.empty()) {
    throw base::ConfigurationError("--mark-success", "needs -r RUN and -j JOB[,JOB]");
  }
  const auto runs = cli::OpenRuns(context);
  const std::string number = std::to_string(*flags.run);
  const runs::TakenRun taken = runs->Take(number);
  const runs::Restored restored = runs::RestoreManifest(taken.record);
  const auto names = MarkableJobs(taken.record, restored.checked.spec, flags.jobs);
  if (names.empty() || (!flags.yes && !Confirmed(names.size()))) {
    cli::PrintMessage(stdout, "Nothing was marked");
    return cli::kSucceeded;
  }
  runs->MarkSucceeded(taken, names, kReason);
  cli::PrintMessage(stdout, "Marked " + std::to_string(names.size()) + " job(s) of run " + number +
                                " as SUCCESS, by " + context.user);
  return cli::kSucceeded;
}

}  // namespace executioner::legacy
