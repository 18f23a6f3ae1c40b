/// \file
/// `executioner mark-success RUN JOBS --reason "..."`: on record with who, when and why.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "controller/base/error.h"
#include "controller/cli/context.h"
#include "controller/cli/print_text.h"
#include "controller/runs/mark_jobs.h"
#include "controller/runs/take_run.h"

namespace executioner::cli {
namespace {

struct MarkFlags {
  std::string run = {};
  std::vector<std::string> jobs = {};
  std::string reason = {};
};

int Mark(const Context& context, const MarkFlags& flags) {
  if (flags.reason.find_first_not_of(" \t\r\n") == std::string::npos) {
    throw base::ConfigurationError("--reason", "is empty: say why, it stays on record");
  }
  runs::State state = OpenState(context);
  const auto [record, lock] = runs::TakeRun(context, state, flags.run);
  runs::RequireJobs(record.summary.id, runs::JobNames(record), flags.jobs);
  const domain::Status marked =
      runs::MarkJobs(state, record, flags.jobs,
                     {.time = context.clock->Now(),
                      .request = runs::MakeRequest(context, "mark-success", flags.reason)});
  PrintMessage(stdout, "marked as succeeded: " + std::to_string(flags.jobs.size()) +
                           (flags.jobs.size() == 1 ? " job" : " jobs") + " of run " +
                           std::to_string(record.summary.id) + ", which is " +
                           std::string(domain::PhaseName(marked.phase)) + " now");
  return kSucceeded;
}

}  // namespace

void AddMarkSuccessCommand(CLI::App& app, Context& context) {
  auto flags = std::make_shared<MarkFlags>();
  CLI::App* command = app.add_subcommand(
      "mark-success", "Count failed jobs of a run as succeeded, so that their dependents can run");
  command->add_option("run", flags->run, "Number of the run, name of its workflow, or 'latest'")
      ->required();
  command->add_option("jobs", flags->jobs, "Names of jobs")->required();
  command->add_option("--reason", flags->reason, "Reason; kept in the history")->required();
  command->callback(
      [flags, &context] { context.code = Guard([&] { return Mark(context, *flags); }); });
}

}  // namespace executioner::cli
