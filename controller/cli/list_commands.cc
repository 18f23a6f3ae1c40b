/// \file
/// `executioner list`, `show` and `explain`: what is on record of local runs.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>

#include <nlohmann/json.hpp>

#include "controller/cli/context.h"
#include "controller/cli/message_block.h"
#include "controller/cli/print_text.h"
#include "controller/cli/run_filter_flags.h"
#include "controller/cli/run_view.h"
#include "controller/cli/yaml_text.h"
#include "controller/runs/explain_job.h"
#include "controller/runs/local_reader.h"

namespace executioner::cli {
namespace {

struct ListFlags {
  RunFilterFlags filter = {.limit = 100};
  std::string output = {};
};

int List(const Context& context, const ListFlags& flags) {
  const Output output = ParseOutput(flags.output);
  const history::RunFilter filter = MakeFilter(flags.filter, context.clock->Now());
  runs::LocalReader reader(context, OpenState(context));
  const auto runs = reader.List(filter);
  if (runs.empty() && (output == Output::kTable || output == Output::kWide)) {
    PrintMessage(stderr, "no runs found");
    return kSucceeded;
  }
  PrintText(stdout, PrintRuns(runs, output, context.clock->Now()));
  return kSucceeded;
}

int Show(const Context& context, const std::string& run, const std::string& output) {
  const Output how = ParseOutput(output);
  runs::LocalReader reader(context, OpenState(context));
  const history::RunRecord record = reader.Find(run);
  PrintText(stdout, PrintRun(record, how, reader.LogsOf(record), context.clock->Now()));
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
  runs::LocalReader reader(context, OpenState(context));
  const history::RunRecord record = reader.Find(flags.run);
  const domain::JobStatus& job = FindJob(record, flags.job);
  PrintWhy(job, runs::ExplainJob(record, job), flags.output);
  return kSucceeded;
}

}  // namespace

void AddListCommand(CLI::App& app, Context& context) {
  auto flags = std::make_shared<ListFlags>();
  CLI::App* command = app.add_subcommand("list", "List the runs of this machine, newest first");
  DeclareFilter(*command, flags->filter);
  command->add_option("-o,--output", flags->output, "table, wide, json, yaml or name")
      ->check(CLI::IsMember({"table", "wide", "json", "yaml", "name"}));
  command->callback(
      [flags, &context] { context.code = Guard([&] { return List(context, *flags); }); });
}

void AddShowCommand(CLI::App& app, Context& context) {
  struct Flags {
    std::string run = "latest";
    std::string output = {};
  };

  auto flags = std::make_shared<Flags>();
  CLI::App* command = app.add_subcommand("show", "Show a run with its jobs");
  command->add_option("run", flags->run, "Number of the run, name of its workflow, or 'latest'")
      ->capture_default_str();
  command->add_option("-o,--output", flags->output, "table, wide, json, yaml or name")
      ->check(CLI::IsMember({"table", "wide", "json", "yaml", "name"}));
  command->callback([flags, &context] {
    context.code = Guard([&] { return Show(context, flags->run, flags->output); });
  });
}

void AddExplainCommand(CLI::App& app, Context& context) {
  auto flags = std::make_shared<ExplainFlags>();
  CLI::App* command = app.add_subcommand("explain", "Explain why a job is or is not running");
  command->add_option("run", flags->run, "Number of the run, name of its workflow, or 'latest'")
      ->required();
  command->add_option("job", flags->job, "Name of the job")->required();
  command->add_option("-o,--output", flags->output, "text, json or yaml")
      ->check(CLI::IsMember({"text", "json", "yaml"}))
      ->capture_default_str();
  command->callback(
      [flags, &context] { context.code = Guard([&] { return Explain(context, *flags); }); });
}

}  // namespace executioner::cli
