/// \file
/// The program: which command was asked for.
#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <malloc.h>
#include <poll.h>
#include <string>
#include <unistd.h>

#include <spdlog/spdlog.h>

#include "controller/base/system_clock.h"
#include "controller/cli/print_text.h"
#include "controller/main/commands.h"

namespace {

int Run(int argc, char** argv) {
  CLI::App app{
      "Runs jobs that depend on each other, on this machine or on Kubernetes, from plain "
      "manifests.",
      "executioner"};
  app.set_version_flag("--version", "executioner " EXECUTIONER_VERSION);
  app.require_subcommand(1);
  app.footer("'executioner help COMMAND' describes a command.");
  executioner::base::SystemClock clock;
  executioner::cli::Context context = executioner::main::MakeContext(clock);
  executioner::main::AddCommands(app, context);
  return executioner::main::RunCommandLine(app, context, {argv + 1, argv + argc});
}

/// Whether all that was printed has arrived. A reader that left early has what it wanted.
bool IsOutputComplete() {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) {
    return true;
  }
  pollfd output{STDOUT_FILENO, 0, 0};
  return poll(&output, 1, 0) == 1 && (output.revents & (POLLERR | POLLHUP | POLLNVAL)) != 0;
}

}  // namespace

int main(int argc, char** argv) {
  // glibc gives each thread an arena of its own and never gives it back: a dozen threads that wait
  // for the network need no more than two.
  mallopt(M_ARENA_MAX, 2);  // NOLINT(concurrency-mt-unsafe): before any thread
  // At the file size limit, the write fails and the error is reported; jobs still get the signal.
  std::signal(SIGXFSZ, SIG_IGN);
  int code = 1;
  try {
    code = Run(argc, argv);
  } catch (const std::exception& error) {
    executioner::cli::PrintMessage(stderr, std::string("executioner: ") + error.what());
  }
  if (!IsOutputComplete()) {
    executioner::cli::PrintMessage(stderr,
                                   "executioner: standard output could not be written to its end");
    code = code == 0 ? 1 : code;
  }
  // Static destructors of cpprestsdk can crash at exit; everything of ours is closed by now.
  spdlog::shutdown();
  std::fflush(nullptr);
  _exit(code);
}
