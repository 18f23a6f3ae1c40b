#include "controller/cli/commands.h"

#include <algorithm>
#include <cstdio>

#include "controller/cli/command.h"
#include "controller/cli/print_text.h"
#include "controller/domain/complaints.h"
#include "controller/domain/nearest_name.h"

namespace executioner::cli {
namespace {

constexpr const char* kGlobal = "Global options";

void SetLevel(Context& context, LogLevel level) {
  context.log_level = level;
  // Commands ask this one question; only a run tells warnings from errors.
  context.quiet = level > LogLevel::kInfo;
}

void DeclareLevel(CLI::App& command, Context& context) {
  static const Words kLevels{"debug", "info", "warning", "error"};  // in the order of LogLevel
  command
      .add_option_function<std::string>(
          "--log-level",
          [&context](const std::string& word) {
            SetLevel(context,
                     static_cast<LogLevel>(std::ranges::find(kLevels, word) - kLevels.begin()));
          },
          "Minimum level of messages on stderr: debug, info, warning or error. Default: info")
      ->check(OneOf(kLevels))
      ->group(kGlobal);
}

/// A command that has a log level of its own keeps it.
void DeclareOn(CLI::App& command, Context& context) {
  if (command.get_option_no_throw("--log-level") == nullptr) {
    DeclareLevel(command, context);
  }
  command
      .add_flag_callback(
          "-q,--quiet", [&context] { SetLevel(context, LogLevel::kError); },
          "Print only results and errors; the same as --log-level error")
      ->group(kGlobal);
  command
      .add_flag("--no-color", context.no_color,
                "Disable colors and the live view; the variable NO_COLOR disables only colors")
      ->group(kGlobal);
  command
      .add_option("--history", context.history,
                  "Database that keeps runs, postgres://USER@HOST/DATABASE; logs stay in the state "
                  "directory. Put the password into PGPASSWORD or ~/.pgpass. Default: "
                  "EXECUTIONER_HISTORY, or the state directory")
      ->type_name("URL")
      ->group(kGlobal);
  for (CLI::App* child : command.get_subcommands({})) {
    DeclareOn(*child, context);
  }
}

std::vector<std::string> CommandNames(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) {
    names.push_back(command->get_name());
  }
  return names;
}

std::vector<std::string> FlagNames(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      names.push_back("--" + name);
    }
  }
  return names;
}

/// The command that the words lead to; `words` is left with what follows it.
const CLI::App& FindCommand(const CLI::App& app, std::vector<std::string>& words) {
  const CLI::App* found = &app;
  while (!words.empty()) {
    const auto commands = found->get_subcommands({});
    const auto next = std::ranges::find(
        commands, words.front(), [](const CLI::App* command) { return command->get_name(); });
    if (next == commands.end()) {
      break;
    }
    found = *next;
    words.erase(words.begin());
  }
  return *found;
}

/// "help history clean" as "history clean --help"; leaves all else as it is.
std::vector<std::string> WithoutHelpCommand(const CLI::App& app, std::vector<std::string> words) {
  if (words.empty() || words.front() != "help") {
    return words;
  }
  // Only if all words are commands: "help" may also be the name of a file or a run.
  words.erase(words.begin());
  std::vector<std::string> rest = words;
  FindCommand(app, rest);
  if (rest.empty()) {
    words.emplace_back("--help");
  }
  return words;
}

/// The command that was probably meant for a file name; "" for other words.
std::string CommandFor(const std::string& word, const Extension& extension) {
  const bool is_json = word.ends_with(".json");
  if (!is_json && !word.ends_with(".yaml") && !word.ends_with(".yml")) {
    return {};
  }
  return "; 'executioner run " + word + "' runs a manifest" +
         (is_json ? ", " + extension.how_to_run(word) : "");
}

std::string WithoutCommand(const CLI::App& app, const CLI::App& command,
                           const Extension& extension) {
  return &command == &app ? "no command given; 'executioner run FILE' runs a manifest, " +
                                extension.how_to_run("FILE")
                          : "";
}

/// Whether the first word should be a command and is not one.
/// \param command, words  as FindCommand leaves them
bool IsUnknownCommand(const CLI::App& command, const std::vector<std::string>& words) {
  return !words.empty() && !words.front().starts_with('-') && !CommandNames(command).empty();
}

/// Returns a suggestion for an unknown word; "" if nothing is similar.
std::string Suggestion(const CLI::App& app, std::vector<std::string> words,
                       const Extension& extension) {
  const CLI::App& command = FindCommand(app, words);
  if (words.empty()) {
    return WithoutCommand(app, command, extension);
  }
  if (IsUnknownCommand(command, words)) {
    const std::string file = CommandFor(words.front(), extension);
    return "there is no command '" + words.front() + "'" +
           (file.empty()
                ? domain::DidYouMean(domain::NearestName(words.front(), CommandNames(command)))
                : file);
  }
  const std::vector<std::string> flags = FlagNames(command);
  for (const std::string& word : words) {
    const std::string flag = word.substr(0, word.find('='));
    if (flag.starts_with("--") && std::ranges::count(flags, flag) == 0) {
      return "there is no flag '" + flag + "'" +
             domain::DidYouMean(domain::NearestName(flag, flags));
    }
  }
  return WithoutCommand(app, command, extension);
}

}  // namespace

void AddCommands(CLI::App& app, Context& context, const Extension& extension) {
  AddRunCommand(app, context);
  AddValidateCommand(app, context);
  AddPlanCommand(app, context);
  AddListCommands(app, context);
  AddFollowCommands(app, context);
  AddExplainCommand(app, context);
  AddResumeCommands(app, context);
  AddControlCommands(app, context);
  AddWorkerCommand(app, context);
  AddHistoryCommand(app, context);
  extension.add_commands(app, context);
  AddAboutCommands(app, context);
}

void DeclareGlobals(CLI::App& app, Context& context) {
  DeclareOn(app, context);
  ReadNumbersAsDecimal(app);
}

int RunCommandLine(CLI::App& app, const Context& context, const std::vector<std::string>& argv,
                   const Extension& extension) {
  const std::vector<std::string> words = WithoutHelpCommand(app, argv);
  // Before CLI11 sees the words: flags of the old program mean something else to our commands.
  if (extension.takes(words)) {
    return extension.run(context, words);
  }
  try {
    // CLI11 takes words from the end of the vector.
    app.parse(std::vector<std::string>(words.rbegin(), words.rend()));
  } catch (const CLI::ParseError& error) {
    // Names the command that was meant, so that the hint leads to its help and not to ours.
    std::vector<std::string> rest = words;
    const CLI::App& command = FindCommand(app, rest);
    // CLI11 answers --help before it looks at the other words.
    if (error.get_exit_code() == 0 && !IsUnknownCommand(command, rest)) {
      return app.exit(error);  // --help, --version
    }
    const std::string unknown = Suggestion(app, words, extension);
    std::string name;
    for (std::size_t i = 0; i < words.size() - rest.size(); ++i) {
      name += " " + words[i];
    }
    PrintMessage(stderr, "executioner" + name + ": " + (unknown.empty() ? error.what() : unknown));
    PrintMessage(stderr, "Run 'executioner" + name + " --help' for usage.");
    return kUsage;
  }
  return context.code;
}

}  // namespace executioner::cli
