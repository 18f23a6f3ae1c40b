/// \file
/// `executioner watch RUN`: what `run` shows, from another terminal.
#include <CLI/CLI.hpp>
#include <memory>

#include "controller/cli/context.h"
#include "controller/cli/progress.h"
#include "controller/runs/follow_run.h"

namespace executioner::cli {
namespace {

int Watch(const Context& context, const std::string& name) {
  runs::State state = OpenState(context);
  const history::RunRecord record = runs::FindRun(*state.history, name);
  runs::RequireEndedOrHere(context, state, record);
  Progress progress(context, local::RunFolder(state.path, record.summary.id));
  const domain::RunPhase phase = runs::FollowRun(
      state, record, {.observer = progress, .clock = *context.clock, .reopen = [&context] {
                        return OpenState(context);
                      }});
  return phase == domain::RunPhase::kSucceeded ? kSucceeded : kRunFailed;
}

}  // namespace

void AddWatchCommand(CLI::App& app, Context& context) {
  auto run = std::make_shared<std::string>("latest");
  CLI::App* command = app.add_subcommand("watch", "Follow a run in another terminal until it ends");
  command->add_option("run", *run, "Number of the run, name of its workflow, or 'latest'")
      ->capture_default_str();
  command->footer("Exit code: 0 the run succeeded, 1 it did not. Ctrl-C ends the watching only.");
  command->callback(
      [run, &context] { context.code = Guard([&] { return Watch(context, *run); }); });
}

}  // namespace executioner::cli
