#include "controller/legacy/cli/texts.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>

#include "controller/base/cut_text.h"
#include "controller/base/display_text.h"
#include "controller/base/join.h"
#include "controller/base/letters.h"
#include "controller/cli/display_width.h"
#include "controller/domain/plan.h"
#include "controller/domain/reopen.h"
#include "controller/legacy/config/write_template.h"

namespace executioner::legacy {
namespace {

using domain::JobPhase;
using domain::RunPhase;
using Rows = std::vector<std::vector<std::string>>;

std::string ClockText(base::Duration duration) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(duration).count();
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "%02lld:%02lld:%02lld",
                static_cast<long long>(seconds / 3600), static_cast<long long>(seconds / 60 % 60),
                static_cast<long long>(seconds % 60));
  return text.data();
}

std::string Took(const std::optional<domain::TimePoint>& begin,
                 const std::optional<domain::TimePoint>& end) {
  return begin && end ? ClockText(*end - *begin) : "N/A";
}

std::string TimeText(const std::optional<domain::TimePoint>& time) {
  return time ? base::FormatTime(*time) : "N/A";
}

std::string Line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

/// A message in one line: "exit code 9; last output: boom".
std::string InOneLine(const std::string& message) {
  std::string first = Line(message);
  const std::size_t mark = message.find(domain::kTailMark);
  if (mark != first.size() + 1 - domain::kTailMark.size()) {
    return first;
  }
  const std::size_t end = message.find_last_not_of(" \r\n");
  const std::string whole = message.substr(0, end + 1);
  const std::size_t newline = whole.rfind('\n');
  return newline == std::string::npos ? message.substr(0, mark)
                                      : first + " " + whole.substr(newline + 1);
}

/// The old program's name of a job, in one line; that name may be any text.
std::string Id(const domain::WorkflowSpec& spec, const std::string& name) {
  return base::DisplayLine(IdOfName(spec, name));
}

/// A word of a command line that can be copied; bash reads unsafe characters back from $'...'.
std::string Word(const std::string& text) {
  const auto is_plain = [](char letter) {
    return std::isalnum(static_cast<unsigned char>(letter)) != 0 ||
           std::string_view("_-./,:=@+%").find(letter) != std::string_view::npos;
  };
  if (!text.empty() && std::ranges::all_of(text, is_plain)) {
    return text;
  }
  // Plain single quotes are easier to read than $'...'.
  if (base::DisplayLine(text) == text) {
    return ShellQuoted(text);
  }
  std::string quoted;
  for (const char letter : text) {
    quoted += letter == '\'' || letter == '\\' ? "\\" : "";
    quoted += letter;
  }
  return "$'" + base::DisplayLine(quoted) + "'";
}

std::string ResumeHints(const history::RunRecord& run, const domain::WorkflowSpec& spec,
                        const std::string& config) {
  const std::string number = std::to_string(run.summary.id);
  std::string failed;
  for (const domain::JobStatus& job : run.status.jobs) {
    if (job.phase == JobPhase::kFailed) {
      failed += (failed.empty() ? "" : ",") + IdOfName(spec, job.name);
    }
  }
  const std::string resume = "  executioner -c " + Word(config) + " --resume-from " + number;
  std::string text = "\nRESUME OPTIONS:\n" + resume + "\n" + resume + " --resume-failed-only\n";
  // Marking needs names of jobs; a run that was only interrupted has none to mark.
  if (!failed.empty()) {
    text += "  executioner --mark-success -r " + number + " -j " + Word(failed) + "\n";
  }
  return text;
}

/// The jobs that failed, each with why and its log.
std::string FailedJobs(const history::RunRecord& run, const domain::WorkflowSpec& spec,
                       const std::string& logs) {
  std::string failed;
  for (const domain::JobStatus& job : run.status.jobs) {
    if (job.phase == JobPhase::kFailed || job.phase == JobPhase::kCancelled) {
      const std::string id = Id(spec, job.name);
      // As the old program counted: from 1 for each attempt of the run.
      const int attempts = job.attempts - job.earlier_attempts;
      failed.append("  ").append(id).append(": ").append(OldWord(job));
      failed.append(attempts > 1 ? " after " + std::to_string(attempts) + " attempts: " : ": ");
      failed.append(base::DisplayLine(InOneLine(job.message))).append("\n    log: ");
      failed.append(base::DisplayLine(logs)).append("/");
      failed.append(job.name).append(".").append(std::to_string(job.attempts)).append(".log\n");
    }
  }
  return failed.empty() ? "" : "\nFailed Jobs:\n" + failed;
}

/// The jobs that did not run and for which `belongs` holds, each with why, below a title.
template <class Belongs>
std::string JobsNotRun(const history::RunRecord& run, const domain::WorkflowSpec& spec,
                       const char* title, const Belongs& belongs) {
  std::string lines;
  for (const domain::JobStatus& job : run.status.jobs) {
    if (belongs(job)) {
      lines += "  " + Id(spec, job.name) + ": " + base::DisplayLine(Line(job.message)) + "\n";
    }
  }
  return lines.empty() ? "" : "\nSkipped Jobs (" + std::string(title) + "):\n" + lines;
}

std::string SkippedJobs(const history::RunRecord& run, const domain::WorkflowSpec& spec) {
  const auto is_blocked = [](const domain::JobStatus& job) {
    return job.phase == JobPhase::kBlocked && !domain::IsLeftOut(job);
  };
  return JobsNotRun(run, spec, "unmet dependencies", is_blocked) +
         JobsNotRun(run, spec, "left out, --resume-from runs them", domain::IsLeftOut);
}

bool IsSecret(const std::string& name) {
  constexpr std::array<const char*, 7> kWords{"pass",       "secret", "token", "key",
                                              "credential", "auth",   "pwd"};
  return std::ranges::any_of(kWords, [lower = base::LowerCase(name)](const char* word) {
    return lower.find(word) != std::string::npos;
  });
}

/// "deploy - Sends it out - ./deploy.sh [ENV: A, B] [DEPS: build]"
std::string PlanLine(const Job& job) {
  constexpr std::size_t kShown = 40;
  std::string line = job.id;
  if (!job.description.empty()) {
    line += " - " + Line(job.description);
  }
  const std::string command = Line(job.command);
  line += " - " + (command.size() > kShown ? base::CutText(command, kShown) + "..." : command);
  const std::string names =
      base::Join(job.env, ", ", [](const auto& variable) { return variable.first; });
  const std::string dependencies = base::Join(job.dependencies);
  return base::DisplayLine(line + (names.empty() ? "" : " [ENV: " + names + "]") +
                           (dependencies.empty() ? "" : " [DEPS: " + dependencies + "]"));
}

std::string RunHead(const history::RunRecord& run) {
  const history::RunSummary& summary = run.summary;
  std::string text = "Application: " + base::DisplayLine(summary.name) +
                     "\nRun ID: " + std::to_string(summary.id) + "\n";
  if (summary.attempt > 1) {
    text += "Attempt: " + std::to_string(summary.attempt) + "\n";
  }
  text += "Status: " + OldWord(summary) + "\n";
  if (summary.reason == domain::Reason::kInterrupted || summary.phase == RunPhase::kCancelled) {
    text += "Reason: " + std::string(domain::ReasonName(summary.reason)) + "\n";
  }
  text += "Start Time: " + TimeText(summary.start_time) +
          "\nEnd Time: " + TimeText(summary.completion_time) +
          "\nDuration: " + Took(summary.start_time, summary.completion_time) + "\n";
  return text + "Jobs Completed: " + std::to_string(summary.counts.succeeded) +
         "\nJobs Failed: " + std::to_string(summary.counts.failed) +
         "\nJobs Skipped: " + std::to_string(summary.counts.skipped) + "\n";
}

/// A line of the table of --show-run.
std::vector<std::string> AttemptRow(const history::AttemptRecord& attempt,
                                    const domain::WorkflowSpec& spec, domain::TimePoint now) {
  using domain::Reason;
  const Reason reason = attempt.ending ? attempt.ending->reason : Reason::kNone;
  // A record of an attempt has a reason; the old table shows the words of jobs.
  const JobPhase phase = !attempt.ending                ? JobPhase::kRunning
                         : reason == Reason::kCompleted ? JobPhase::kSucceeded
                         : reason == Reason::kCancelled ? JobPhase::kCancelled
                                                        : JobPhase::kFailed;
  const std::optional<domain::TimePoint> end =
      attempt.ending ? std::optional(attempt.ending->time) : std::nullopt;
  const std::optional<int> exit_code = attempt.ending ? attempt.ending->exit_code : std::nullopt;
  return {IdOfName(spec, attempt.job),
          "#" + std::to_string(attempt.attempt),
          OldWord(domain::JobStatus{{.phase = phase, .reason = reason, .attempts = 1}}),
          exit_code ? std::to_string(*exit_code) : "-",
          base::FormatTime(attempt.start_time),
          TimeText(end),
          Took(attempt.start_time, end.value_or(now))};
}

}  // namespace

std::string OldWord(const history::RunSummary& run) {
  return run.phase == RunPhase::kSucceeded ? "SUCCESS"
         : domain::IsEnded(run.phase)      ? "FAILED"
                                           : "RUNNING";
}

std::string OldWord(const domain::JobStatus& job) {
  switch (job.phase) {
    case JobPhase::kSucceeded: return "SUCCESS";
    case JobPhase::kSkipped: return "SKIPPED";
    case JobPhase::kBlocked: return "BLOCKED";
    case JobPhase::kCancelled: return "CANCELLED";
    case JobPhase::kFailed: break;
    default: return domain::IsEnded(job.phase) || job.attempts == 0 ? "PENDING" : "RUNNING";
  }
  switch (job.reason) {
    case domain::Reason::kTimedOut: return "TIMEOUT";
    case domain::Reason::kPreCheckFailed: return "PRECHECK_FAILED";
    case domain::Reason::kPostCheckFailed: return "POSTCHECK_FAILED";
    case domain::Reason::kError:
    case domain::Reason::kCreateRefused: return "ERROR";
    default: return "FAILED";
  }
}

std::string SummaryText(const history::RunRecord& run, const domain::WorkflowSpec& spec,
                        const std::string& config, const std::string& logs) {
  const std::string text =
      "EXECUTION SUMMARY\n" + RunHead(run) + FailedJobs(run, spec, logs) + SkippedJobs(run, spec);
  return run.summary.phase == RunPhase::kSucceeded
             ? text
             : text + ResumeHints(run, spec, config) + "  executioner --show-run " +
                   std::to_string(run.summary.id) + "\n";
}

std::string RunsText(const std::vector<history::RunSummary>& runs, domain::TimePoint now) {
  Rows rows{{"Run", "Attempt", "Application", "Status", "Start Time", "Duration", "Jobs"}};
  for (const history::RunSummary& run : runs) {
    std::string jobs =
        std::to_string(run.counts.succeeded) + "/" + std::to_string(run.counts.total);
    if (run.counts.failed > 0) {
      jobs += " (" + std::to_string(run.counts.failed) + " failed)";
    }
    rows.push_back({std::to_string(run.id), "#" + std::to_string(run.attempt), run.name,
                    OldWord(run), TimeText(run.start_time),
                    Took(run.start_time,
                         domain::IsEnded(run.phase) ? run.completion_time : std::optional(now)),
                    std::move(jobs)});
  }
  return cli::TextTable(rows) +
         "\nResume a run: executioner -c CONFIG --resume-from RUN [--resume-failed-only]\n"
         "Show a run:   executioner --show-run RUN\n";
}

std::string RunText(const history::RunRecord& run, const domain::WorkflowSpec& spec,
                    const std::string& logs, domain::TimePoint now) {
  std::string text = RunHead(run) + "Total Jobs: " + std::to_string(run.summary.counts.total) +
                     "\nTotal Executions: " + std::to_string(run.attempts.size()) +
                     "\nLogs: " + base::DisplayLine(logs) + "\n\n";
  Rows rows{{"Job ID", "Attempt", "Status", "Exit", "Start", "End", "Duration"}};
  for (const history::AttemptRecord& attempt : run.attempts) {
    rows.push_back(AttemptRow(attempt, spec, now));
  }
  text += cli::TextTable(rows);
  for (const domain::JobStatus& job : run.status.jobs) {
    if (job.attempts == 0) {
      text += Id(spec, job.name) + ": " + OldWord(job) +
              (job.message.empty() ? "" : ": " + base::DisplayLine(Line(job.message))) + "\n";
    }
  }
  for (const history::AuditRecord& record : run.audit) {
    text += base::DisplayLine("Marked: " + base::FormatTime(record.time) + " " + record.request.by +
                              ": " + IdOfName(spec, record.job) + ", was " + record.previous +
                              ": " + record.request.reason) +
            "\n";
  }
  if (!domain::IsEnded(run.summary.phase) || run.summary.phase == RunPhase::kSucceeded) {
    return text;
  }
  text += FailedJobs(run, spec, logs);
  // Runs of manifests are shown too, but another command resumes them.
  const std::string config = run.run_attempts.empty() ? "" : run.run_attempts.back().source.path;
  return config.ends_with(".json") ? text + ResumeHints(run, spec, config) : text;
}

std::string PlanText(const Work& work, const std::vector<std::string>& done) {
  const std::vector<std::string>& skip = work.additions.skip;
  // Scripts look for these words, so they stay as the old program wrote them.
  std::string text = "DRY RUN: " + base::DisplayLine(work.converted.application) + "\nMode: " +
                     (work.additions.parallelism.value_or(1) > 1
                          ? "parallel, " + std::to_string(*work.additions.parallelism) + " workers"
                          : std::string("sequential")) +
                     "\n";
  int number = 0;
  int skipped = 0;
  if (!work.config.jobs.empty()) {
    const domain::Plan plan = domain::MakePlan(work.checked.spec, "");
    for (const domain::NodeId node : plan.Order()) {
      const Job& job = work.config.jobs[static_cast<std::size_t>(node.Index())];
      const std::string& name = work.converted.names.at(job.id);
      const bool left_out = std::ranges::count(skip, name) + std::ranges::count(done, name) > 0;
      skipped += left_out ? 1 : 0;
      text +=
          std::to_string(++number) + ". " + PlanLine(job) + (left_out ? " [SKIPPED]" : "") + "\n";
    }
  }
  return text + "Would execute: " + std::to_string(number - skipped) +
         "\nWould skip: " + std::to_string(skipped) + "\n";
}

std::string VariablesText(const Work& work) {
  std::string text;
  for (const Job& job : work.config.jobs) {
    std::map<std::string, std::string> merged = job.env;
    merged.insert(work.config.env.begin(), work.config.env.end());
    for (const domain::EnvVar& variable : work.additions.env) {
      merged[variable.name] = variable.value;
    }
    text += base::DisplayLine(job.id) + ":\n";
    for (const auto& [name, value] : merged) {
      text += "  " + base::DisplayLine(name + "=" + (IsSecret(name) ? "***" : value)) + "\n";
    }
  }
  return text;
}

std::string SampleConfig() {
  return R"({
  "application_name": "sample",
  "working_dir": "/tmp",
  "parallel": true,
  "max_workers": 2,
  "default_timeout": 3600,
  "env_variables": {"GREETING": "hello"},
  "jobs": [
    {
      "id": "fetch",
      "description": "Get what the others need",
      "command": "echo \"$GREETING\" > fetched.txt",
      "post_checks": [{"name": "check_file_exists", "params": {"path": "fetched.txt"}}]
    },
    {
      "id": "count",
      "command": "wc -c fetched.txt",
      "dependencies": ["fetch"],
      "max_retries": 2,
      "retry_delay": 5
    },
    {
      "id": "clean",
      "command": "rm fetched.txt",
      "dependencies": ["count"],
      "timeout": 60
    }
  ]
}
)";
}

}  // namespace executioner::legacy
