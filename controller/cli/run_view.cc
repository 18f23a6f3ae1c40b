#include "controller/cli/run_view.h"

#include <optional>
#include <sstream>
#include <vector>

#include "controller/base/cut_text.h"
#include "controller/base/display_text.h"
#include "controller/base/join.h"
#include "controller/cli/additions_flags.h"
#include "controller/cli/display_width.h"
#include "controller/cli/live_view.h"
#include "controller/cli/print_text.h"
#include "controller/cli/yaml_text.h"
#include "controller/runs/run_json.h"
#include "controller/standalone/additions_json.h"

namespace executioner::cli {
namespace {

using Rows = std::vector<std::vector<std::string>>;

std::string TimeText(const std::optional<domain::TimePoint>& time) {
  return time ? base::FormatTime(*time) : "-";
}

std::string Took(const std::optional<domain::TimePoint>& begin,
                 const std::optional<domain::TimePoint>& end, domain::TimePoint now) {
  return begin ? DurationText(end.value_or(now) - *begin) : "-";
}

/// "2 TimedOut, 1 Failed": the newest first.
std::string EarlierAttempts(const domain::JobStatus& job) {
  const std::string text =
      base::Join(job.attempt_history, ", ", [](const domain::PastAttempt& past) {
        return std::to_string(past.attempt) + " " + std::string(domain::ReasonName(past.reason));
      });
  return text.empty() ? "-" : text;
}

std::string JobsTable(const history::RunRecord& run, bool wide, domain::TimePoint now) {
  Rows rows{{"JOB", "PHASE", "ATTEMPTS", "EXIT", "DURATION", "REASON"}};
  if (wide) {
    rows.front().insert(rows.front().end(),
                        {"READY", "STARTED", "LAUNCHED", "EARLIER ATTEMPTS", "MESSAGE"});
  }
  for (const domain::JobStatus& job : run.status.jobs) {
    rows.push_back({job.name, std::string(domain::PhaseName(job.phase)),
                    std::to_string(job.attempts),
                    job.exit_code ? std::to_string(*job.exit_code) : "-",
                    Took(job.start_time, job.completion_time, now),
                    std::string(domain::ReasonName(job.reason))});
    // One line for each job: programs that read columns count on it.
    if (wide) {
      rows.back().push_back(TimeText(job.ready_time));
      rows.back().push_back(TimeText(job.start_time));
      rows.back().push_back(TimeText(job.launch_time));
      rows.back().push_back(EarlierAttempts(job));
      rows.back().push_back(job.message.substr(0, job.message.find('\n')));
    }
  }
  return TextTable(rows);
}

/// A table of all results, behind an empty line; "" if there are none.
std::string ResultsTable(const history::RunRecord& run) {
  constexpr std::size_t kShownBytes = 200;  // -o json has all of it
  Rows rows{{"JOB", "RESULT", "VALUE"}};
  for (const domain::JobStatus& job : run.status.jobs) {
    for (const auto& [name, text] : job.results.All()) {
      rows.push_back({job.name, name, base::CutText(base::DisplayLine(text), kShownBytes)});
    }
  }
  return rows.size() == 1 ? "" : "\n" + TextTable(rows);
}

/// The message of a run in the head of its view; lines of output are prefixed with "| ".
Rows MessageRows(const std::string& message) {
  Rows rows;
  std::istringstream lines(MessageBlock(message, ""));
  for (std::string line; std::getline(lines, line);) {
    rows.push_back({rows.empty() ? "Message:" : "", line});
  }
  return rows;
}

std::string RunHead(const history::RunRecord& run, const std::string& logs, domain::TimePoint now) {
  const history::RunSummary& summary = run.summary;
  Rows rows{{"Run:", std::to_string(summary.id)},
            {"Name:", summary.name},
            {"Phase:", runs::RunState(summary)},
            {"Attempt:", std::to_string(summary.attempt)},
            {"Started:", TimeText(summary.start_time)},
            {"Duration:", Took(summary.start_time, summary.completion_time, now)},
            {"Logs:", logs}};
  const Rows message = MessageRows(run.status.message);
  // Behind the phase, which it explains.
  rows.insert(rows.begin() + 3, message.begin(), message.end());
  if (!run.run_attempts.empty()) {
    rows.push_back({"File:", run.run_attempts.back().source.path});
  }
  for (const history::AuditRecord& record : run.audit) {
    rows.push_back({"Audit:", base::FormatTime(record.time) + " " + record.request.by + " " +
                                  record.request.command + " " + record.job + ", was " +
                                  record.previous + ": " + record.request.reason});
  }
  return TextTable(rows);
}

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

std::string PrintRuns(const std::vector<history::RunSummary>& runs, const std::string& output,
                      domain::TimePoint now) {
  if (output == "json") {
    return runs::RunsJson(runs, runs::Layout::kIndented) + "\n";
  }
  if (output == "yaml") {
    return YamlText(runs::RunsJson(runs, runs::Layout::kOneLine));
  }
  if (output == "name") {
    std::string text;
    for (const history::RunSummary& run : runs) {
      text += std::to_string(run.id) + "\n";
    }
    return text;
  }
  Rows rows{{"RUN", "NAME", "PHASE", "PROGRESS", "FAILED", "STARTED", "DURATION"}};
  if (output == "wide") {
    rows.front().insert(rows.front().end(), {"ATTEMPT", "REASON"});
  }
  for (const history::RunSummary& run : runs) {
    rows.push_back({std::to_string(run.id), run.name, runs::RunState(run),
                    domain::Progress(run.counts), std::to_string(run.counts.failed),
                    TimeText(run.start_time), Took(run.start_time, run.completion_time, now)});
    if (output == "wide") {
      rows.back().push_back(std::to_string(run.attempt));
      rows.back().push_back(std::string(domain::ReasonName(run.reason)));
    }
  }
  return TextTable(rows);
}

std::string PrintRun(const history::RunRecord& run, const std::string& output,
                     const std::string& logs, domain::TimePoint now) {
  if (output == "json") {
    return runs::RunJson(run, logs, runs::Layout::kIndented) + "\n";
  }
  if (output == "yaml") {
    return YamlText(runs::RunJson(run, logs, runs::Layout::kOneLine));
  }
  if (output == "name") {
    return std::to_string(run.summary.id) + "\n";
  }
  return RunHead(run, logs, now) + "\n" + JobsTable(run, output == "wide", now) + ResultsTable(run);
}

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
