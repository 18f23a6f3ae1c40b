/// \file
/// The context of all commands: global flags and exit codes.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "controller/runs/run_service.h"
#include "controller/runs/session.h"

namespace CLI {
class App;
}

namespace executioner::cli {

inline constexpr int kSucceeded = 0;
inline constexpr int kRunFailed = 1;
inline constexpr int kUsage = 2;
inline constexpr int kInvalidManifest = 3;
inline constexpr int kNotFound = 4;
inline constexpr int kBackendUnreachable = 5;
/// Added to the number of the signal that stopped a run: 130 for SIGINT, 143 for SIGTERM.
inline constexpr int kSignalBase = 128;

/// Which messages are printed on stderr; errors always are.
enum class LogLevel { kDebug, kInfo, kWarning, kError };

/// Created by main; lives as long as the program.
struct Context : runs::Session {
  std::string version = {};
  bool no_color = false;                 ///< --no-color; see also WantsColors
  LogLevel log_level = LogLevel::kInfo;  ///< --log-level
  bool quiet = false;                    ///< --quiet, or a level above info
  int code = kSucceeded;                 ///< the exit code of the program
};

/// Opens the runs, and ends those whose process has died. Names these on stderr, and at log level
/// debug also the place of the runs.
/// \param context  borrowed
/// \throws base::ConfigurationError, base::StoreError
std::unique_ptr<runs::RunService> OpenRuns(const Context& context);

/// Returns the flag with which a command in a hint finds the same runs: " --history URL" without
/// password if that flag was given; otherwise "".
std::string HistoryFlag(const Context& context);

/// Runs a command and converts exceptions to a message on stderr and an exit code.
int Guard(const std::function<int()>& command);

// Commands, declared on the program; they set context.code.
void AddRunCommand(CLI::App& app, Context& context);
void AddResumeCommands(CLI::App& app, Context& context);
void AddControlCommands(CLI::App& app, Context& context);
void AddValidateCommand(CLI::App& app, Context& context);
void AddPlanCommand(CLI::App& app, Context& context);
void AddListCommands(CLI::App& app, Context& context);
void AddFollowCommands(CLI::App& app, Context& context);
void AddExplainCommand(CLI::App& app, Context& context);
void AddHistoryCommand(CLI::App& app, Context& context);
void AddAboutCommands(CLI::App& app, Context& context);
void AddWorkerCommand(CLI::App& app, Context& context);

}  // namespace executioner::cli
