#include "controller/main/commands.h"

#include <CLI/CLI.hpp>
#include <array>
#include <filesystem>
#include <pwd.h>
#include <system_error>
#include <unistd.h>

#include "controller/main/controller_command.h"
#include "controller/main/environment.h"

namespace executioner::main {
namespace {

std::string LoginName() {
  const passwd* const entry = getpwuid(getuid());
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
  cli::Context context{.clock = &clock,
                       .working_dir = std::filesystem::current_path(error).string(),
                       .user = LoginName(),
                       .host = HostName()};
  for (auto& [name, value] : ReadEnvironment()) {
    context.environment.emplace(name, value);
  }
  context.runner = RunnerPath(context.environment);
  context.no_color = context.environment.contains("NO_COLOR");
  return context;
}

void DeclareGlobals(CLI::App& app, cli::Context& context) {
  app.fallthrough();
  app.add_flag("--no-color", context.no_color, "No colors, even on a terminal; so does NO_COLOR");
  app.add_flag("-q,--quiet", context.quiet, "Only errors, and what was asked for");
}

void AddCommands(CLI::App& app, cli::Context& context) {
  AddControllerCommand(app, context.code);
  cli::AddRunCommand(app, context);
  cli::AddValidateCommand(app, context);
  cli::AddPlanCommand(app, context);
  cli::AddListCommand(app, context);
  cli::AddShowCommand(app, context);
  cli::AddLogsCommand(app, context);
  cli::AddExplainCommand(app, context);
  cli::AddResumeCommands(app, context);
  cli::AddMarkSuccessCommand(app, context);
  cli::AddCancelCommand(app, context);
}

}  // namespace executioner::main
