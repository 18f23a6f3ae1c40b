/// \file
/// `executioner cancel RUN`: asks the program that runs it, as Ctrl-C in its terminal would.
#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <memory>

#include "controller/adapters/local/child.h"
#include "controller/adapters/local/run_folder.h"
#include "controller/adapters/local/run_lock.h"
#include "controller/base/error.h"
#include "controller/cli/context.h"
#include "controller/cli/print_text.h"

namespace executioner::cli {
namespace {

/// \return whether a living holder of the lock was told
bool Tell(const local::RunFolder& folder, bool now) {
  const auto holder = local::LockHolder(folder);
  if (!holder) {
    return false;
  }
  const base::Descriptor handle = local::OpenProcess(*holder);
  if (handle.Number() < 0 || local::LockHolder(folder) != holder) {
    return false;
  }
  local::SignalProcess(handle, SIGINT);
  if (now) {
    local::SignalProcess(handle, SIGTERM);  // the second signal means now
  }
  return true;
}

int Cancel(const Context& context, const std::string& run, bool now) {
  runs::State state = OpenState(context);
  const history::RunRecord record = runs::FindRun(*state.history, run);
  runs::RequireEndedOrHere(context, state, record);
  if (!Tell(local::RunFolder(state.path, record.summary.id), now)) {
    throw base::ConfigurationError("run " + std::to_string(record.summary.id),
                                   "is not running on this machine: it is " +
                                       std::string(domain::PhaseName(record.summary.phase)));
  }
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
