#include "controller/legacy/cli/command_line.h"

#include <csignal>
#include <cstdio>
#include <optional>

#include "controller/cli/print_text.h"
#include "controller/legacy/cli/convert_command.h"
#include "controller/legacy/cli/flags.h"
#include "controller/legacy/cli/run_commands.h"
#include "controller/legacy/cli/texts.h"

namespace executioner::legacy {
namespace {

int Dispatch(const cli::Context& context, const Flags& flags) {
  if (flags.sample_config) {
    cli::PrintText(stdout, SampleConfig());
    return cli::kSucceeded;
  }
  if (flags.list_runs) {
    return ListRuns(context, flags);
  }
  if (flags.show_run) {
    return ShowRun(context, flags);
  }
  if (flags.mark_success) {
    return MarkJobs(context, flags);
  }
  if (flags.dry_run) {
    return ShowPlan(context, flags);
  }
  return flags.resume_from ? ResumeRun(context, flags) : RunConfig(context, flags);
}

/// Of today's exit codes, only those for signals that also ended the old program are kept.
int OldCode(int code) {
  const bool ended_by_signal =
      code == cli::kSignalBase + SIGTERM || code == cli::kSignalBase + SIGHUP;
  return code == cli::kSucceeded || ended_by_signal ? code : cli::kRunFailed;
}

bool IsOldCommandLine(const std::vector<std::string>& words) {
  return !words.empty() && IsFlag(words.front());
}

int RunOldCommandLine(const cli::Context& context, const std::vector<std::string>& words) {
  std::optional<int> usage;
  const int code = cli::Guard([&] {
    const ParsedFlags parsed = ParseFlags(words);
    // --help and wrong usage keep their codes; only those of commands become old ones.
    if (parsed.exit) {
      usage = parsed.exit;
      return *parsed.exit;
    }
    return Dispatch(context, parsed.flags);
  });
  return usage ? *usage : OldCode(code);
}

std::string HowToRun(const std::string& file) {
  return "'executioner -c " + file + "' an old configuration";
}

}  // namespace

cli::Extension CommandLine() {
  return {.add_commands = AddConvertCommand,
          .takes = IsOldCommandLine,
          .run = RunOldCommandLine,
          .how_to_run = HowToRun};
}

}  // namespace executioner::legacy
