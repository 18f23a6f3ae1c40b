#include "controller/main/commands.h"

#include <CLI/CLI.hpp>
#include <array>
#include <filesystem>
#include <pwd.h>
#include <system_error>
#include <thread>
#include <unistd.h>

#include "controller/cli/commands.h"
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

std::string HostName() {
  std::array<char, 65> name{};
  gethostname(name.data(), name.size() - 1);
  return name.data();
}

/// Beside this program, as build and image have it, unless EXECUTIONER_RUNNER says otherwise.
std::string RunnerPath(const domain::Environment& environment) {
  const auto own = environment.find("EXECUTIONER_RUNNER");
  if (own != environment.end()) {
    return own->second;
  }
  std::error_code error;
  return std::filesystem::read_symlink("/proc/self/exe", error).parent_path() /
         "executioner-runner";
}

}  // namespace

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

void AddCommands(CLI::App& app, cli::Context& context) {
  cli::AddCommands(app, context, legacy::CommandLine());
  AddControllerCommand(app, context);
  cli::DeclareGlobals(app, context);
}

int RunCommandLine(CLI::App& app, const cli::Context& context,
                   const std::vector<std::string>& words) {
  return cli::RunCommandLine(app, context, words, legacy::CommandLine());
}

}  // namespace executioner::main
