#include "controller/cli/run_view.h"

#include <sstream>

#include <nlohmann/json.hpp>

#include "controller/base/error.h"
#include "controller/cli/live_view.h"
#include "controller/cli/message_block.h"
#include "controller/cli/text_table.h"
#include "controller/cli/yaml_text.h"

namespace executioner::cli {
namespace {

using Json = nlohmann::ordered_json;
using Rows = std::vector<std::vector<std::string>>;

std::string TimeText(const std::optional<domain::TimePoint>& time) {
  return time ? base::FormatTime(*time) : "-";
}

std::string Took(const std::optional<domain::TimePoint>& begin,
                 const std::optional<domain::TimePoint>& end, domain::TimePoint now) {
  return begin ? DurationText(end.value_or(now) - *begin) : "-";
}

Json TimeJson(const std::optional<domain::TimePoint>& time) {
  return time ? Json(base::FormatMilliTime(*time)) : Json();
}

Json SummaryJson(const history::RunSummary& run) {
  return {{"run", run.id},
          {"kind", run.kind},
          {"name", run.name},
          {"attempt", run.attempt},
          {"phase", RunState(run)},
          {"reason", domain::ReasonName(run.reason)},
          {"createdAt", TimeJson(run.created)},
          {"startTime", TimeJson(run.start_time)},
          {"completionTime", TimeJson(run.completion_time)},
          {"counts",
           {{"total", run.counts.total},
            {"pending", run.counts.pending},
            {"running", run.counts.running},
            {"succeeded", run.counts.succeeded},
            {"failed", run.counts.failed},
            {"skipped", run.counts.skipped}}}};
}

Json JobJson(const domain::JobStatus& job) {
  return {{"name", job.name},
          {"phase", domain::PhaseName(job.phase)},
          {"reason", domain::ReasonName(job.reason)},
          {"message", job.message},
          {"attempts", job.attempts},
          {"exitCode", job.exit_code ? Json(*job.exit_code) : Json()},
          {"startTime", TimeJson(job.start_time)},
          {"completionTime", TimeJson(job.completion_time)},
          {"nextAttemptTime", TimeJson(job.next_attempt_time)}};
}

Json AttemptJson(const history::AttemptRecord& attempt) {
  Json json{{"job", attempt.job},
            {"attempt", attempt.attempt},
            {"runAttempt", attempt.run_attempt},
            {"startTime", TimeJson(attempt.start_time)}};
  if (attempt.ending) {
    json["completionTime"] = TimeJson(attempt.ending->time);
    json["reason"] = domain::ReasonName(attempt.ending->reason);
    json["message"] = attempt.ending->message;
    json["exitCode"] = attempt.ending->exit_code ? Json(*attempt.ending->exit_code) : Json();
    json["maxRssKb"] = attempt.max_rss_kb ? Json(*attempt.max_rss_kb) : Json();
    json["cpuMs"] = attempt.cpu_ms ? Json(*attempt.cpu_ms) : Json();
  }
  return json;
}

Json RunAttemptJson(const history::RunAttemptRecord& attempt) {
  return {{"attempt", attempt.attempt},
          {"command", attempt.request.command},
          {"requestedBy", attempt.request.by},
          {"host", attempt.request.host},
          {"phase", domain::PhaseName(attempt.phase)},
          {"createdAt", TimeJson(attempt.created)},
          {"completionTime", TimeJson(attempt.completion_time)},
          {"specHash", attempt.source.spec_hash},
          {"file", attempt.source.path},
          {"workingDir", attempt.source.working_dir}};
}

Json AuditJson(const history::AuditRecord& record) {
  return {{"time", TimeJson(record.time)},   {"requestedBy", record.request.by},
          {"host", record.request.host},     {"command", record.request.command},
          {"reason", record.request.reason}, {"job", record.job},
          {"previousPhase", record.previous}};
}

Json RecordJson(const history::RunRecord& run, const std::string& logs) {
  Json json = SummaryJson(run.summary);
  json["message"] = run.status.message;
  json["logs"] = logs;
  json["jobs"] = Json::array();
  json["attempts"] = Json::array();
  json["runAttempts"] = Json::array();
  json["audit"] = Json::array();
  for (const domain::JobStatus& job : run.status.jobs) {
    json["jobs"].push_back(JobJson(job));
  }
  for (const history::AttemptRecord& attempt : run.attempts) {
    json["attempts"].push_back(AttemptJson(attempt));
  }
  for (const history::RunAttemptRecord& attempt : run.run_attempts) {
    json["runAttempts"].push_back(RunAttemptJson(attempt));
  }
  for (const history::AuditRecord& record : run.audit) {
    json["audit"].push_back(AuditJson(record));
  }
  return json;
}

std::string Dump(const Json& json, Output output) {
  return output == Output::kYaml
             ? YamlText(json.dump(-1, ' ', false, Json::error_handler_t::replace))
             : json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string JobsTable(const history::RunRecord& run, bool wide, domain::TimePoint now) {
  Rows rows{{"JOB", "PHASE", "ATTEMPTS", "EXIT", "DURATION", "REASON"}};
  if (wide) {
    rows.front().insert(rows.front().end(), {"STARTED", "MESSAGE"});
  }
  for (const domain::JobStatus& job : run.status.jobs) {
    rows.push_back({job.name, std::string(domain::PhaseName(job.phase)),
                    std::to_string(job.attempts),
                    job.exit_code ? std::to_string(*job.exit_code) : "-",
                    Took(job.start_time, job.completion_time, now),
                    std::string(domain::ReasonName(job.reason))});
    if (wide) {
      rows.back().push_back(TimeText(job.start_time));
      rows.back().push_back(job.message.substr(0, job.message.find('\n')));
    }
  }
  return TextTable(rows);
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
            {"Phase:", RunState(summary)},
            {"Attempt:", std::to_string(summary.attempt)},
            {"Started:", TimeText(summary.start_time)},
            {"Duration:", Took(summary.start_time, summary.completion_time, now)},
            {"Logs:", logs}};
  const Rows message = MessageRows(run.status.message);
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

}  // namespace

Output ParseOutput(const std::string& word) {
  if (word.empty() || word == "table") {
    return Output::kTable;
  }
  if (word == "wide") {
    return Output::kWide;
  }
  if (word == "json") {
    return Output::kJson;
  }
  if (word == "yaml") {
    return Output::kYaml;
  }
  if (word == "name") {
    return Output::kName;
  }
  throw base::ConfigurationError("--output",
                                 "'" + word + "' is not one of table, wide, json, yaml, name");
}

std::string RunState(const history::RunSummary& run) {
  return run.reason == domain::Reason::kInterrupted ? "Interrupted"
                                                    : std::string(domain::PhaseName(run.phase));
}

std::string PrintRuns(const std::vector<history::RunSummary>& runs, Output output,
                      domain::TimePoint now) {
  if (output == Output::kJson || output == Output::kYaml) {
    Json json = Json::array();
    for (const history::RunSummary& run : runs) {
      json.push_back(SummaryJson(run));
    }
    return Dump(json, output);
  }
  if (output == Output::kName) {
    std::string text;
    for (const history::RunSummary& run : runs) {
      text += std::to_string(run.id) + "\n";
    }
    return text;
  }
  Rows rows{{"RUN", "NAME", "PHASE", "PROGRESS", "FAILED", "STARTED", "DURATION"}};
  if (output == Output::kWide) {
    rows.front().insert(rows.front().end(), {"ATTEMPT", "REASON"});
  }
  for (const history::RunSummary& run : runs) {
    rows.push_back({std::to_string(run.id), run.name, RunState(run), domain::Progress(run.counts),
                    std::to_string(run.counts.failed), TimeText(run.start_time),
                    Took(run.start_time, run.completion_time, now)});
    if (output == Output::kWide) {
      rows.back().push_back(std::to_string(run.attempt));
      rows.back().push_back(std::string(domain::ReasonName(run.reason)));
    }
  }
  return TextTable(rows);
}

std::string PrintRun(const history::RunRecord& run, Output output, const std::string& logs,
                     domain::TimePoint now) {
  if (output == Output::kJson || output == Output::kYaml) {
    return Dump(RecordJson(run, logs), output);
  }
  if (output == Output::kName) {
    return std::to_string(run.summary.id) + "\n";
  }
  return RunHead(run, logs, now) + "\n" + JobsTable(run, output == Output::kWide, now);
}

std::string RunAsJson(const history::RunRecord& run, const std::string& logs) {
  return RecordJson(run, logs).dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace executioner::cli
