#include "controller/cli/run_filter_flags.h"

#include <CLI/CLI.hpp>
#include <array>

#include "controller/base/error.h"
#include "controller/cli/past_time.h"
#include "controller/domain/complaints.h"
#include "controller/domain/dag.h"

namespace executioner::cli {
namespace {

constexpr std::array<const char*, 6> kPhases{"Pending",   "Running", "Suspended",
                                             "Succeeded", "Failed",  "Cancelled"};

std::string JoinedPhases(const char* between) {
  std::string text;
  for (const char* phase : kPhases) {
    text += (text.empty() ? "" : between) + std::string(phase);
  }
  return text;
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
  if (word == domain::ReasonName(domain::Reason::kInterrupted)) {
    throw base::ConfigurationError("--phase",
                                   "Interrupted is a reason; those runs are Cancelled, and so are "
                                   "runs that a person ended");
  }
  if (!phase) {
    throw base::ConfigurationError("--phase", "'" + word + "' is not one of " + JoinedPhases(", ") +
                                                  domain::DidYouMean(domain::NearestName(
                                                      word, {kPhases.begin(), kPhases.end()})));
  }
  return *phase;
}

}  // namespace

void DeclareFilter(CLI::App& command, RunFilterFlags& flags) {
  command.add_option("name", flags.name, "Only runs of this name");
  command.add_option("--phase", flags.phases, "Only runs in this phase; may be repeated, or a,b")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("{" + JoinedPhases(",") + "}");
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
