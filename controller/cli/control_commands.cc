/// \file
/// `executioner cancel` and `mark-success`: what a person does to a run that others see.
#include <cstdio>

#include "controller/base/error.h"
#include "controller/base/join.h"
#include "controller/cli/command.h"
#include "controller/cli/print_text.h"
#include "controller/runs/find_run.h"

namespace executioner::cli {
namespace {

struct CancelFlags {
  std::string run = {};
  bool now = false;
};

int Cancel(const Context& context, const CancelFlags& flags) {
  const auto runs = OpenRuns(context);
  const history::RunRecord record = runs->Find(flags.run);
  runs->Cancel(record, flags.now ? runs::Urgency::kNow : runs::Urgency::kGraceful);
  PrintMessage(stdout, "run " + std::to_string(record.summary.id) + " is being cancelled");
  return kSucceeded;
}

struct MarkFlags {
  std::string run = {};
  std::vector<std::string> jobs = {};
  std::string reason = {};
};

int Mark(const Context& context, const MarkFlags& flags) {
  // CLI11 accepts --reason "", and a blank tells the next person nothing.
  if (flags.reason.find_first_not_of(" \t\r\n") == std::string::npos) {
    throw base::ConfigurationError("--reason", "is empty; the history keeps it, so give one");
  }
  const auto runs = OpenRuns(context);
  const runs::TakenRun taken = runs->Take(flags.run);
  const std::int64_t run = taken.record.summary.id;
  runs::RequireJobs(run, runs::JobNames(taken.record), flags.jobs);
  const domain::RunPhase phase = runs->MarkSucceeded(taken, flags.jobs, flags.reason);
  PrintMessage(stdout, "marked as succeeded: " + base::Counted(flags.jobs.size(), "job") +
                           " of run " + std::to_string(run) + ", which is " +
                           std::string(domain::PhaseName(phase)) + " now");
  return kSucceeded;
}

}  // namespace

void AddControlCommands(CLI::App& app, Context& context) {
  auto [mark, mark_flags] =
      AddCommand(app, context, "mark-success",
                 "Count failed jobs of a run as succeeded, so that their dependents can run", Mark);
  DeclareRun(*mark, mark_flags->run);
  mark->add_option("jobs", mark_flags->jobs, "Names of jobs")->required();
  mark->add_option("--reason", mark_flags->reason, "Reason; kept in the history")->required();
  auto [cancel, cancel_flags] =
      AddCommand(app, context, "cancel", "Stop a run in another terminal", Cancel);
  DeclareRun(*cancel, cancel_flags->run);
  cancel->add_flag("--now", cancel_flags->now, "Kill its jobs at once, without a grace period");
}

}  // namespace executioner::cli
