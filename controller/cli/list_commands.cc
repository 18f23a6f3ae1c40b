/// \file
/// `executioner list`, `show` and `explain`: the recorded local runs.
#include <algorithm>
#include <cstdio>

#include <nlohmann/json.hpp>

#include "controller/cli/command.h"
#include "controller/cli/print_text.h"
#include "controller/cli/run_filter_flags.h"
#include "controller/cli/run_view.h"
#include "controller/cli/yaml_text.h"
#include "controller/runs/find_run.h"
#include "controller/runs/restore.h"

namespace executioner::cli {
namespace {

struct ListFlags {
  RunFilterFlags filter = {.limit = 100};
  std::string output = "table";
};

int List(const Context& context, const ListFlags& flags) {
  const history::RunFilter filter = MakeFilter(flags.filter, context.clock->Now());
  const auto runs = OpenRuns(context)->List(filter);
  if (runs.empty() && (flags.output == "table" || flags.output == "wide")) {
    PrintMessage(stderr, "no runs found");
    return kSucceeded;
  }
  PrintText(stdout, PrintRuns(runs, flags.output, context.clock->Now()));
  return kSucceeded;
}

struct ShowFlags {
  std::string run = "latest";
  std::string output = "table";
};

int Show(const Context& context, const ShowFlags& flags) {
  const auto runs = OpenRuns(context);
  const history::RunRecord record = runs->Find(flags.run);
  PrintText(stdout, PrintRun(record, flags.output, runs->LogsOf(record), context.clock->Now()));
  return kSucceeded;
}

const domain::JobStatus& FindJob(const history::RunRecord& record, const std::string& name) {
  runs::RequireJobs(record.summary.id, runs::JobNames(record), {name});
  return *std::ranges::find(record.status.jobs, name, &domain::JobStatus::name);
}

struct ExplainFlags {
  std::string run = {};
  std::string job = {};
  std::string output = "text";
};

void PrintWhy(const domain::JobStatus& job, const std::string& why, const std::string& output) {
  const std::string phase(domain::PhaseName(job.phase));
  const std::string reason(domain::ReasonName(job.reason));
  if (output == "text") {
    const std::string head = job.name + " is " + phase + (reason.empty() ? "" : ", ") + reason;
    PrintMessage(stdout, head + (why.empty() ? "" : ": ") + MessageBlock(why, "    "));
    return;
  }
  const nlohmann::ordered_json json{
      {"job", job.name}, {"phase", phase}, {"reason", reason}, {"why", why}};
  const std::string text = json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
  PrintText(stdout, output == "yaml" ? YamlText(text) : text + "\n");
}

int Explain(const Context& context, const ExplainFlags& flags) {
  const history::RunRecord record = OpenRuns(context)->Find(flags.run);
  const domain::JobStatus& job = FindJob(record, flags.job);
  PrintWhy(job, runs::ExplainJob(record, job), flags.output);
  return kSucceeded;
}

}  // namespace

void AddListCommands(CLI::App& app, Context& context) {
  auto [list, list_flags] =
      AddCommand(app, context, "list", "List the runs of this machine, newest first", List);
  DeclareFilter(*list, list_flags->filter);
  auto [show, show_flags] = AddCommand(app, context, "show", "Show a run with its jobs", Show);
  DeclareRun(*show, show_flags->run);
  const Words forms{"table", "wide", "json", "yaml", "name"};
  DeclareOutput(*list, list_flags->output, forms);
  DeclareOutput(*show, show_flags->output, forms);
}

void AddExplainCommand(CLI::App& app, Context& context) {
  auto [command, flags] =
      AddCommand(app, context, "explain", "Explain why a job is or is not running", Explain);
  DeclareRun(*command, flags->run);
  command->add_option("job", flags->job, "Name of the job")->required();
  DeclareOutput(*command, flags->output, {"text", "json", "yaml"});
}

}  // namespace executioner::cli
