/// \file
/// What all commands share: where they write, what they were told globally, how they end.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "controller/runs/find_run.h"
#include "controller/runs/session.h"
#include "controller/runs/state.h"

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

/// Opens the state of local runs, and ends what runs left behind whose program has died. Says on
/// stderr which, and where runs are kept.
/// \throws base::ConfigurationError, base::StoreError
runs::State OpenState(const Context& context);

/// What a command in a hint needs to find the same runs: " --history URL" if that flag was given,
/// without a password; otherwise "".
std::string HistoryFlag(const Context& context);

/// Runs a command and turns what it throws into a message on stderr and an exit code.
int Guard(const std::function<int()>& command);

// One command each, declared on the program; its code goes to context.code.
void AddRunCommand(CLI::App& app, Context& context);
void AddResumeCommands(CLI::App& app, Context& context);
void AddMarkSuccessCommand(CLI::App& app, Context& context);
void AddCancelCommand(CLI::App& app, Context& context);
void AddValidateCommand(CLI::App& app, Context& context);
void AddPlanCommand(CLI::App& app, Context& context);
void AddListCommand(CLI::App& app, Context& context);
void AddShowCommand(CLI::App& app, Context& context);
void AddLogsCommand(CLI::App& app, Context& context);
void AddWatchCommand(CLI::App& app, Context& context);
void AddExplainCommand(CLI::App& app, Context& context);
void AddHistoryCommand(CLI::App& app, Context& context);
void AddCompletionCommand(CLI::App& app, Context& context);
void AddVersionCommand(CLI::App& app, Context& context);
void AddManCommand(CLI::App& app, Context& context);
void AddWorkerCommand(CLI::App& app, Context& context);

}  // namespace executioner::cli
