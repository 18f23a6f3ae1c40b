#include "controller/cli/run_filter_flags.h"

#include <CLI/CLI.hpp>

#include "controller/base/error.h"
#include "controller/domain/complaints.h"
#include "controller/domain/dag.h"

namespace executioner::cli {
namespace {

std::optional<domain::TimePoint> ParseDay(const std::string& flag, const std::string& text) {
  if (text.empty()) {
    return std::nullopt;
  }
  const auto time = base::ParseTime(text.size() == 10 ? text + "T00:00:00Z" : text);
  if (!time) {
    throw base::ConfigurationError(flag, "'" + text +
                                             "' is not a time; write 2026-11-24 or "
                                             "2026-11-24T08:00:00Z");
  }
  return time;
}

domain::RunPhase PhaseOf(const std::string& word) {
  static const std::vector<std::string> kPhases{"Pending",   "Running", "Suspended",
                                                "Succeeded", "Failed",  "Cancelled"};
  const auto phase = domain::ParseRunPhase(word);
  if (word == domain::ReasonName(domain::Reason::kInterrupted)) {
    throw base::ConfigurationError("--phase",
                                   "Interrupted is a reason; those runs are Cancelled, and so are "
                                   "runs that a person ended");
  }
  if (!phase) {
    throw base::ConfigurationError(
        "--phase", "'" + word +
                       "' is not one of Pending, Running, Suspended, Succeeded, Failed, Cancelled" +
                       domain::DidYouMean(domain::NearestName(word, kPhases)));
  }
  return *phase;
}

}  // namespace

void DeclareFilter(CLI::App& command, RunFilterFlags& flags) {
  command.add_option("name", flags.name, "Only runs of this name");
  command.add_option("--phase", flags.phases, "Only runs in this phase; may be repeated, or a,b")
      ->delimiter(',')
      ->allow_extra_args(false);
  command.add_option("--since", flags.since,
                     "Only runs created at or after this time, as in 2026-11-24[T08:00:00Z]");
  command.add_option("--until", flags.until, "Only runs created before this time");
  command.add_option("--limit", flags.limit, "Maximum number of runs, newest first; 0: all")
      ->check(CLI::Range(0, kMostRuns))
      ->capture_default_str();
}

engine::RunFilter MakeFilter(const RunFilterFlags& flags) {
  engine::RunFilter filter{.name = flags.name,
                           .since = ParseDay("--since", flags.since),
                           .until = ParseDay("--until", flags.until),
                           .limit = flags.limit};
  for (const std::string& phase : flags.phases) {
    filter.phases.push_back(PhaseOf(phase));
  }
  return filter;
}

}  // namespace executioner::cli
