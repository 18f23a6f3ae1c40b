/// \file
/// What all commands share: where they write, what they were told globally, how they end.
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

/// What is said on stderr; errors always are.
enum class LogLevel { kDebug, kInfo, kWarning, kError };

/// Made in main, lives as long as the program.
struct Context : runs::Session {
  std::string version = {};
  bool no_color = false;                 ///< --no-color; see also WantsColors
  LogLevel log_level = LogLevel::kInfo;  ///< --log-level
  bool quiet = false;                    ///< --quiet, or a level above info
  int code = kSucceeded;                 ///< what the program will end with
};

/// Opens the runs that commands work with, and ends those whose process has died. Says on stderr
/// which, and at the level debug where runs are kept.
/// \param context  borrowed
/// \throws base::ConfigurationError, base::StoreError
std::unique_ptr<runs::RunService> OpenRuns(const Context& context);

/// What a command in a hint needs to find the same runs: " --history URL" if that flag was given,
/// without a password; otherwise "".
std::string HistoryFlag(const Context& context);

/// Runs a command and turns what it throws into a message on stderr and an exit code.
int Guard(const std::function<int()>& command);

// Commands, declared on the program; their codes go to context.code.
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
