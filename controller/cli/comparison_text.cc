#include "controller/cli/comparison_text.h"

#include <optional>
#include <vector>

#include "controller/cli/additions_flags.h"
#include "controller/cli/live_view.h"
#include "controller/cli/text_table.h"
#include "controller/runs/run_json.h"
#include "controller/standalone/additions_json.h"

namespace executioner::cli {
namespace {

using MaybeDuration = std::optional<base::Duration>;

std::string PhaseOf(const domain::JobStatus* job) {
  return job == nullptr ? "-" : std::string(domain::PhaseName(job->phase));
}

std::string Text(const MaybeDuration& duration) {
  return duration ? DurationText(*duration) : "-";
}

/// "+1.2 s", "-3 min 2 s", "0.0 s"; "" when one of the two is not known.
std::string Change(const MaybeDuration& before, const MaybeDuration& after) {
  if (!before || !after) {
    return {};
  }
  const base::Duration change = *after - *before;
  const std::string text = DurationText(change < base::Duration{} ? -change : change);
  if (text == DurationText({})) {
    return text;  // a change too small to be shown has no direction
  }
  return (change < base::Duration{} ? "-" : "+") + text;
}

std::string ArgumentsText(const history::RunRecord& run) {
  return AdditionsText(standalone::ReadAdditions(runs::ArgumentsOf(run)));
}

}  // namespace

std::string ComparisonText(const runs::Comparison& comparison) {
  const history::RunRecord& left = comparison.left;
  const history::RunRecord& right = comparison.right;
  const std::string in_left = ", RUN " + std::to_string(left.summary.id);
  const std::string in_right = ", RUN " + std::to_string(right.summary.id);
  std::vector<std::vector<std::string>> rows{
      {"JOB", "PHASE" + in_left, "PHASE" + in_right, "DURATION" + in_left, "DURATION" + in_right,
       "CHANGE"},
      {"(whole run)", runs::RunState(left.summary), runs::RunState(right.summary),
       Text(runs::Took(left.summary)), Text(runs::Took(right.summary)),
       Change(runs::Took(left.summary), runs::Took(right.summary))}};
  for (const runs::JobPair& pair : runs::PairJobs(left, right)) {
    rows.push_back({pair.name, PhaseOf(pair.left), PhaseOf(pair.right), Text(runs::Took(pair.left)),
                    Text(runs::Took(pair.right)),
                    Change(runs::Took(pair.left), runs::Took(pair.right))});
  }
  std::string text =
      comparison.manifest.empty() ? "manifest: the same\n" : "manifest:\n" + comparison.manifest;
  if (ArgumentsText(left) != ArgumentsText(right)) {
    text += "arguments: " + ArgumentsText(left) + ", then " + ArgumentsText(right) + "\n";
  }
  return text + "\n" + TextTable(rows);
}

}  // namespace executioner::cli
