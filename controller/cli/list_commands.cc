/// \file
/// `executioner list`, `show` and `explain`: what is on record of local runs.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>

#include "controller/adapters/local/run_folder.h"
#include "controller/cli/context.h"
#include "controller/cli/restore.h"
#include "controller/cli/run_filter_flags.h"
#include "controller/cli/run_view.h"
#include "controller/domain/explain.h"
#include "controller/domain/plan.h"

namespace executioner::cli {
namespace {

struct ListFlags {
  RunFilterFlags filter = {.limit = 100};
  std::string output = {};
};

int List(const Context& context, const ListFlags& flags) {
  const Output output = ParseOutput(flags.output);
  const engine::RunFilter filter = MakeFilter(flags.filter);
  const State state = OpenState(context);
  const auto runs = state.history->List(filter);
  if (runs.empty() && (output == Output::kTable || output == Output::kWide)) {
    std::fprintf(stderr, "no runs found\n");
    return kSucceeded;
  }
  std::fputs(PrintRuns(runs, output, context.clock->Now()).c_str(), stdout);
  return kSucceeded;
}

int Show(const Context& context, const std::string& run, const std::string& output) {
  const Output how = ParseOutput(output);
  const State state = OpenState(context);
  const engine::RunRecord record = FindRun(*state.history, run);
  const local::RunFolder folder(state.path, record.summary.id);
  std::fputs(PrintRun(record, how, folder.path, context.clock->Now()).c_str(), stdout);
  return kSucceeded;
}

const domain::JobStatus& FindJob(const engine::RunRecord& record, const std::string& name) {
  RequireJobs(record.summary.id, JobNames(record), {name});
  return *std::ranges::find(record.status.jobs, name, &domain::JobStatus::name);
}

int Explain(const Context& context, const std::string& run, const std::string& name) {
  const State state = OpenState(context);
  const engine::RunRecord record = FindRun(*state.history, run);
  const domain::JobStatus& job = FindJob(record, name);
  std::string text = job.name + " is " + std::string(domain::PhaseName(job.phase));
  if (job.reason != domain::Reason::kNone) {
    text += ", " + std::string(domain::ReasonName(job.reason));
  }
  std::string why = job.message;
  if (why.empty() && !domain::IsEnded(job.phase)) {
    const Restored restored = RestoreManifest(record);
    const domain::Plan plan = domain::MakePlan(restored.checked.spec, restored.checked.spec_hash);
    why = domain::ExplainWaiting(plan, domain::RestoreRun(plan, record.status), plan.Find(name));
  }
  std::printf("%s%s%s\n", text.c_str(), why.empty() ? "" : ": ", why.c_str());
  return kSucceeded;
}

}  // namespace

void AddListCommand(CLI::App& app, Context& context) {
  auto flags = std::make_shared<ListFlags>();
  CLI::App* command = app.add_subcommand("list", "Runs of this machine, newest first");
  DeclareFilter(*command, flags->filter);
  command->add_option("-o,--output", flags->output, "table, wide, json, yaml or name");
  command->callback(
      [flags, &context] { context.code = Guard([&] { return List(context, *flags); }); });
}

void AddShowCommand(CLI::App& app, Context& context) {
  struct Flags {
    std::string run = "latest";
    std::string output = {};
  };

  auto flags = std::make_shared<Flags>();
  CLI::App* command = app.add_subcommand("show", "One run with its jobs");
  command->add_option("run", flags->run, "Number of the run, name of its workflow, or 'latest'")
      ->capture_default_str();
  command->add_option("-o,--output", flags->output, "table, wide, json, yaml or name");
  command->callback([flags, &context] {
    context.code = Guard([&] { return Show(context, flags->run, flags->output); });
  });
}

void AddExplainCommand(CLI::App& app, Context& context) {
  struct Flags {
    std::string run = {};
    std::string job = {};
  };

  auto flags = std::make_shared<Flags>();
  CLI::App* command = app.add_subcommand("explain", "Why a job is (not) running, in words");
  command->add_option("run", flags->run, "Number of the run, name of its workflow, or 'latest'")
      ->required();
  command->add_option("job", flags->job, "Name of the job")->required();
  command->callback([flags, &context] {
    context.code = Guard([&] { return Explain(context, flags->run, flags->job); });
  });
}

}  // namespace executioner::cli
