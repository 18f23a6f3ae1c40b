#include "controller/cli/legacy_command.h"

#include <csignal>
#include <cstdio>
#include <optional>

#include "controller/cli/legacy_flags.h"
#include "controller/cli/legacy_run.h"
#include "controller/cli/legacy_text.h"
#include "controller/cli/print_text.h"

namespace executioner::cli {
namespace {

int Dispatch(const Context& context, const LegacyFlags& flags) {
  if (flags.sample_config) {
    PrintText(stdout, SampleConfig());
    return kSucceeded;
  }
  if (flags.list_runs) {
    return ListLegacyRuns(context, flags);
  }
  if (flags.show_run) {
    return ShowLegacyRun(context, flags);
  }
  if (flags.mark_success) {
    return MarkLegacyJobs(context, flags);
  }
  if (flags.dry_run) {
    return ShowLegacyPlan(context, flags);
  }
  return flags.resume_from ? ResumeLegacyRun(context, flags) : RunLegacyConfig(context, flags);
}

/// Of today's exit codes only the signals that ended the old program too keep theirs.
int OldCode(int code) {
  const bool ended_by_signal = code == kSignalBase + SIGTERM || code == kSignalBase + SIGHUP;
  return code == kSucceeded || ended_by_signal ? code : kRunFailed;
}

}  // namespace

bool IsLegacyCommandLine(const std::vector<std::string>& words) {
  return !words.empty() && IsLegacyFlag(words.front());
}

int RunLegacyCommandLine(const Context& context, const std::vector<std::string>& words) {
  std::optional<int> usage;
  const int code = Guard([&] {
    const ParsedFlags parsed = ParseLegacyFlags(words);
    if (parsed.exit) {
      usage = parsed.exit;
      return *parsed.exit;
    }
    return Dispatch(context, parsed.flags);
  });
  return usage ? *usage : OldCode(code);
}

}  // namespace executioner::cli
