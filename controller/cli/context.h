/// \file
/// What all commands share: where they write, what they were told globally, how they end.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "controller/base/time.h"
#include "controller/domain/expand_env.h"
#include "controller/history/history.h"

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
struct Context {
  domain::Environment environment = {};
  const base::Clock* clock = nullptr;  ///< borrowed
  std::string runner = {};             ///< path of executioner-runner
  std::string working_dir = {};        ///< absolute
  std::string user = {};               ///< login name
  std::string host = {};
  std::string version = {};
  int processors = 0;  ///< children of a run at once when nothing says how many; 0: no limit

  std::string history = {};  ///< --history; "": EXECUTIONER_HISTORY, else the state directory
  std::string queue = {};    ///< --queue: a URL, see OpenQueue; "": jobs are children of the run
  bool no_color = false;     ///< --no-color; see also WantsColors
  LogLevel log_level = LogLevel::kInfo;  ///< --log-level
  bool quiet = false;                    ///< --quiet, or a level above info
  int code = kSucceeded;                 ///< what the program will end with
};

/// The state of local runs, with what was left behind taken care of.
struct State {
  std::string path = {};  ///< of logs and locks
  std::unique_ptr<history::History> history = {};
  bool shared = false;  ///< with other hosts
};

/// \throws base::ConfigurationError, base::StoreError
State OpenState(const Context& context);

/// The same, and nothing is taken care of.
State OpenPlace(const Context& context);

/// Where the logs of a run attempt lie, when that is not this state directory: "db2:/var/lib/x".
/// \return nothing when they are here
std::optional<std::string> Elsewhere(const Context& context, const State& state,
                                     const history::Request& request);

/// The folder of a run's logs, with the host in front when that is another one.
std::string LogsOf(const Context& context, const State& state, const history::RunRecord& record);

/// Refuses a run that goes on elsewhere: nobody here can tell whether its program lives.
/// \throws base::ConfigurationError  naming the host
void RequireEndedOrHere(const Context& context, const State& state,
                        const history::RunRecord& record);

/// A person asked for something that is not there.
class NotFoundError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The record of a run that a person named by its number, by the name of what it ran (the newest
/// of that name), or as "latest".
/// \throws NotFoundError  with the newest runs in words
history::RunRecord FindRun(history::History& history, const std::string& name);

/// \param known  names of the jobs that there are
/// \throws NotFoundError  for the first of `names` that is not among them, with the nearest one
void RequireJobs(std::int64_t run, const std::vector<std::string>& known,
                 const std::vector<std::string>& names);

/// Names of the jobs that a record has.
std::vector<std::string> JobNames(const history::RunRecord& record);

/// Who asks, for the record.
history::Request MakeRequest(const Context& context, std::string command, std::string reason);

/// Who begins an attempt of a run, and where its logs will lie.
history::Request MakeRequest(const Context& context, const State& state, std::string command);

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
