/// \file
/// The program: what it was started with, its commands, and its end.
#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <malloc.h>
#include <poll.h>
#include <pwd.h>
#include <string>
#include <system_error>
#include <thread>
#include <unistd.h>

#include <spdlog/spdlog.h>

#include "controller/base/system_clock.h"
#include "controller/cli/commands.h"
#include "controller/cli/print_text.h"
#include "controller/legacy/cli/command_line.h"
#include "controller/main/controller_command.h"
#include "controller/main/environment.h"

namespace executioner::main {
namespace {

std::string LoginName() {
  const passwd* const entry =
      getpwuid(getuid());  // NOLINT(concurrency-mt-unsafe): before any thread
  return entry == nullptr ? std::to_string(getuid()) : entry->pw_name;
}

/// Beside this program, as build and image have it, unless EXECUTIONER_RUNNER says otherwise.
std::string RunnerPath(const domain::Environment& environment) {
  // Tests and packages may put the runner elsewhere.
  const auto own = environment.find("EXECUTIONER_RUNNER");
  if (own != environment.end()) {
    return own->second;
  }
  std::error_code error;
  return std::filesystem::read_symlink("/proc/self/exe", error).parent_path() /
         "executioner-runner";
}

/// \param clock  borrowed
cli::Context MakeContext(const base::Clock& clock) {
  std::error_code error;
  cli::Context context;
  context.clock = &clock;
  context.working_dir = std::filesystem::current_path(error).string();
  context.user = LoginName();
  context.host = HostName();
  for (auto& [name, value] : ReadEnvironment()) {
    context.environment.emplace(name, value);
  }
  context.runner = RunnerPath(context.environment);
  context.version = EXECUTIONER_VERSION;
  context.processors = static_cast<int>(std::thread::hardware_concurrency());
  return context;
}

int Run(const std::vector<std::string>& words) {
  CLI::App app{
      "Runs jobs that depend on each other, on this machine or on Kubernetes, from plain "
      "manifests.",
      "executioner"};
  app.set_version_flag("--version", "executioner " EXECUTIONER_VERSION);
  app.require_subcommand(1);
  app.footer("'executioner help COMMAND' describes a command.");
  const base::SystemClock clock;
  cli::Context context = MakeContext(clock);
  const cli::Extension old_program = legacy::CommandLine();
  cli::AddCommands(app, context, old_program);
  AddControllerCommand(app, context);
  cli::DeclareGlobals(app, context);
  return cli::RunCommandLine(app, context, words, old_program);
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
}  // namespace executioner::main

int main(int argc, char** argv) {
  // glibc gives each thread an arena of its own and never gives it back: a dozen threads that wait
  // for the network need no more than two.
  mallopt(M_ARENA_MAX, 2);  // NOLINT(concurrency-mt-unsafe): before any thread
  // At the file size limit, the write fails and the error is reported; jobs still get the signal.
  std::signal(SIGXFSZ, SIG_IGN);
  int code = 1;
  try {
    code = executioner::main::Run({argv + 1, argv + argc});
  } catch (const std::exception& error) {
    executioner::cli::PrintMessage(stderr, std::string("executioner: ") + error.what());
  }
  if (!executioner::main::IsOutputComplete()) {
    executioner::cli::PrintMessage(stderr,
                                   "executioner: standard output could not be written completely");
    code = code == 0 ? 1 : code;
  }
  // Static destructors of cpprestsdk can crash at exit; everything of ours is closed by now.
  spdlog::shutdown();
  std::fflush(nullptr);
  _exit(code);
}
