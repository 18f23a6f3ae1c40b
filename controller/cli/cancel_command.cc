/// \file
/// `executioner cancel RUN`: asks the program that runs it, as Ctrl-C in its terminal would.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "controller/cli/context.h"
#include "controller/cli/print_text.h"
#include "controller/runs/cancel_run.h"

namespace executioner::cli {
namespace {

int Cancel(const Context& context, const std::string& run, bool now) {
  runs::State state = OpenState(context);
  const history::RunRecord record = runs::FindRun(*state.history, run);
  runs::CancelRun(context, state, record, now ? runs::Urgency::kNow : runs::Urgency::kGraceful);
  PrintMessage(stdout, "run " + std::to_string(record.summary.id) + " is being cancelled");
  return kSucceeded;
}

}  // namespace

void AddCancelCommand(CLI::App& app, Context& context) {
  struct Flags {
    std::string run = {};
    bool now = false;
  };

  auto flags = std::make_shared<Flags>();
  CLI::App* command = app.add_subcommand("cancel", "Stop a run in another terminal");
  command->add_option("run", flags->run, "Number of the run, name of its workflow, or 'latest'")
      ->required();
  command->add_flag("--now", flags->now, "Kill its jobs at once, without a grace period");
  command->callback([flags, &context] {
    context.code = Guard([&] { return Cancel(context, flags->run, flags->now); });
  });
}

}  // namespace executioner::cli
