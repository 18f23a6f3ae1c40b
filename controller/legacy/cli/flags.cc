#include "controller/legacy/cli/flags.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "controller/base/display_text.h"
#include "controller/base/error.h"
#include "controller/cli/additions_flags.h"
#include "controller/cli/command.h"
#include "controller/runs/hidden_values.h"

namespace executioner::legacy {
namespace {

constexpr int kUsage = 2;

/// What CLI11 fills in before it is put in order.
struct Raw {
  Flags flags = {};
  std::vector<std::string> skip = {};
  std::vector<std::string> env = {};
  std::vector<std::string> list = {};
};

void DeclareRun(CLI::App& app, Raw& raw) {
  Flags& flags = raw.flags;
  app.add_option("-c,--config", flags.config, "Configuration in JSON")->capture_default_str();
  app.add_flag("--simple-config,--sample-config", flags.sample_config,
               "Print an example of a configuration");
  app.add_flag("--dry-run", flags.dry_run, "Show what would run, in which order");
  app.add_option("--skip", raw.skip, "Ids of jobs to skip; may be repeated or separated by commas")
      ->delimiter(',')
      ->allow_extra_args(false);
  app.add_option("--env", raw.env,
                 "Variables NAME=VALUE[,NAME=VALUE] of every job; may be repeated")
      ->allow_extra_args(false);
  app.add_flag("--continue-on-error", flags.continue_on_error,
               "Continue with jobs that do not depend on a failed job");
  app.add_flag("--parallel", flags.parallel,
               "Run jobs in parallel, even if the configuration does not");
  app.add_flag("--sequential", flags.sequential, "Run one job at a time; overrides --parallel");
  app.add_option("--workers", flags.workers, "Maximum number of parallel jobs");
  app.add_flag("--visible", flags.visible, "Show the variables of each job, secrets masked");
  app.add_flag("--verbose", flags.verbose, "Show progress and the output of jobs");
  app.add_flag("--debug", flags.debug, "Like --verbose, and show the settings of the run");
}

void DeclareHistory(CLI::App& app, Raw& raw) {
  Flags& flags = raw.flags;
  auto* resume = app.add_option("--resume-from", flags.resume_from, "Number of the run to resume")
                     ->check(CLI::TypeValidator<int>());
  app.add_flag("--resume-failed-only", flags.resume_failed_only,
               "Run only jobs that failed, not those that never ran")
      ->needs(resume);
  app.add_flag("--mark-success", flags.mark_success, "Count failed jobs as succeeded: -r and -j");
  app.add_option("-r,--run-id", flags.run, "Number of a run, for --mark-success");
  app.add_option("-j,--jobs", flags.jobs, "Ids of jobs, for --mark-success")
      ->delimiter(',')
      ->allow_extra_args(false);
  app.add_flag("--yes", flags.yes, "Answer yes to the question of --mark-success");
  app.add_option("--list-runs", raw.list, "List runs, newest first; optionally of one application")
      ->expected(0, 1);
  app.add_option("--limit", flags.limit, "Maximum number of runs to list")->capture_default_str();
  app.add_option("--show-run", flags.show_run, "Show a run with its jobs");
}

std::vector<std::string> EachOnce(const std::vector<std::string>& words) {
  std::vector<std::string> once;
  for (const std::string& word : words) {
    if (!word.empty() && std::ranges::count(once, word) == 0) {
      once.push_back(word);
    }
  }
  return once;
}

}  // namespace

bool IsFlag(const std::string& word) {
  CLI::App app;
  app.set_help_flag();  // today's commands answer --help
  Raw raw;
  DeclareRun(app, raw);
  DeclareHistory(app, raw);
  const std::string name = word.substr(0, word.find('='));
  return (name.starts_with("--") && app.get_option_no_throw(name) != nullptr) ||
         word.starts_with("-c") || word.starts_with("-r") || word.starts_with("-j");
}

std::vector<domain::EnvVar> SplitEnv(const std::string& text) {
  std::vector<domain::EnvVar> variables;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t comma = std::min(text.find(',', at), text.size());
    const std::string part = text.substr(at, comma - at);
    const std::size_t equals = part.find('=');
    if (equals != std::string::npos && cli::IsVariableName(part.substr(0, equals))) {
      variables.push_back({.name = part.substr(0, equals), .value = part.substr(equals + 1)});
    } else if (variables.empty()) {
      throw base::ConfigurationError("--env", "'" + runs::HideValue(part) + "' is not NAME=VALUE");
    } else {
      // A list such as "PATHS=a,b" was always one value in the old program.
      variables.back().value += "," + part;
    }
    at = comma + 1;
  }
  return variables;
}

ParsedFlags ParseFlags(const std::vector<std::string>& words) {
  CLI::App app{"Runs the jobs of a JSON configuration, like the old program.", "executioner"};
  Raw raw;
  DeclareRun(app, raw);
  DeclareHistory(app, raw);
  cli::ReadNumbersAsDecimal(app);
  app.footer(
      "docs/compatibility.md lists the differences. 'executioner --help' lists the current "
      "commands.");
  app.failure_message([](const CLI::App* flags, const CLI::Error& error) {
    // Nothing else lists them: the help of the current program lists its own commands.
    return "executioner: " + base::DisplayMessage(error.what()) + "\nAvailable flags:\n" +
           flags->help();
  });
  try {
    app.parse(std::vector<std::string>(words.rbegin(), words.rend()));
  } catch (const CLI::ParseError& error) {
    return {.exit = app.exit(error) == 0 ? 0 : kUsage};
  }
  ParsedFlags parsed{.flags = raw.flags};
  parsed.flags.skip = EachOnce(raw.skip);
  parsed.flags.jobs = EachOnce(raw.flags.jobs);
  if (app.count("--list-runs") > 0) {
    parsed.flags.list_runs = raw.list.empty() ? "" : raw.list.front();
  }
  for (const std::string& text : raw.env) {
    for (domain::EnvVar& variable : SplitEnv(text)) {
      cli::RequireNotOurs(variable.name);
      // The last value wins, as in a shell.
      std::erase_if(parsed.flags.env, [&](const auto& one) { return one.name == variable.name; });
      parsed.flags.env.push_back(std::move(variable));
    }
  }
  return parsed;
}

}  // namespace executioner::legacy
