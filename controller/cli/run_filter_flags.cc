#include "controller/cli/run_filter_flags.h"

#include "controller/base/error.h"
#include "controller/base/join.h"
#include "controller/cli/command.h"
#include "controller/cli/past_time.h"
#include "controller/domain/complaints.h"
#include "controller/domain/nearest_name.h"

namespace executioner::cli {
namespace {

const Words& Phases() {
  static const Words kPhases{"Pending", "Running", "Suspended", "Succeeded", "Failed", "Cancelled"};
  return kPhases;
}

std::optional<domain::TimePoint> ParseFlag(const std::string& flag, const std::string& text,
                                           domain::TimePoint now) {
  if (text.empty()) {
    return std::nullopt;
  }
  const auto time = ParsePastTime(text, now);
  if (!time) {
    throw base::ConfigurationError(flag, "'" + text + "' is not a time; write " + kPastTimes);
  }
  return time;
}

domain::RunPhase PhaseOf(const std::string& word) {
  const auto phase = domain::ParseRunPhase(word);
  // `list` shows this word in the column of phases.
  if (word == domain::ReasonName(domain::Reason::kInterrupted)) {
    throw base::ConfigurationError(
        "--phase", "Interrupted is a reason, not a phase; Cancelled includes those runs");
  }
  if (!phase) {
    throw base::ConfigurationError(
        "--phase", "unknown phase '" + word + "'; allowed: " + base::Join(Phases()) +
                       domain::DidYouMean(domain::NearestName(word, Phases())));
  }
  return *phase;
}

}  // namespace

void DeclareFilter(CLI::App& command, RunFilterFlags& flags) {
  command.add_option("name", flags.name, "Only runs of this name");
  command
      .add_option("--phase", flags.phases,
                  "Only runs in this phase; may be repeated or separated by commas")
      ->delimiter(',')
      ->allow_extra_args(false)
      // Not OneOf, which knows no "did you mean"; completion reads the words from here.
      ->type_name("{" + base::Join(Phases(), ",") + "}");
  command
      .add_option("--since", flags.since,
                  "Only runs created at or after this time: " + std::string(kPastTimes) +
                      ". Default zone: local time")
      ->type_name("TIME");
  command.add_option("--until", flags.until, "Only runs created before this time; see --since")
      ->type_name("TIME");
  command.add_option("--limit", flags.limit, "Maximum number of runs, newest first; 0: all")
      ->check(CLI::Range(0, kMostRuns))
      ->capture_default_str();
}

history::RunFilter MakeFilter(const RunFilterFlags& flags, domain::TimePoint now) {
  history::RunFilter filter{.name = flags.name,
                            .since = ParseFlag("--since", flags.since, now),
                            .until = ParseFlag("--until", flags.until, now),
                            .limit = flags.limit};
  for (const std::string& phase : flags.phases) {
    filter.phases.push_back(PhaseOf(phase));
  }
  return filter;
}

}  // namespace executioner::cli
