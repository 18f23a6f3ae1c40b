#include "controller/runs/run_json.h"

#include <nlohmann/json.hpp>

#include "controller/domain/field_writer.h"

namespace executioner::runs {
namespace {

using Json = nlohmann::ordered_json;

Json TimeJson(const std::optional<domain::TimePoint>& time) {
  return time ? Json(base::FormatMilliTime(*time)) : Json();
}

/// As its field list describes it.
Json Described(const auto& value) {
  base::JsonWriter text;
  domain::FieldWriter(domain::JsonForm::kRecord, text).Write(value);
  return Json::parse(text.Take());
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
          {"counts", Described(run.counts)}};
}

/// The run of a single host has no pods, and nothing disrupts it.
Json JobJson(const domain::JobStatus& job) {
  Json json = Described(job);
  json.erase("pod");
  json.erase("disruptions");
  return json;
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

std::string Dump(const Json& json, Layout layout) {
  // The last output of a job may be anything; JSON is UTF-8.
  return json.dump(layout == Layout::kIndented ? 2 : -1, ' ', false,
                   Json::error_handler_t::replace);
}

}  // namespace

std::string RunState(const history::RunSummary& run) {
  return run.reason == domain::Reason::kInterrupted ? "Interrupted"
                                                    : std::string(domain::PhaseName(run.phase));
}

std::string RunsJson(const std::vector<history::RunSummary>& runs, Layout layout) {
  Json json = Json::array();
  for (const history::RunSummary& run : runs) {
    json.push_back(SummaryJson(run));
  }
  return Dump(json, layout);
}

std::string RunJson(const history::RunRecord& run, const std::string& logs, Layout layout) {
  return Dump(RecordJson(run, logs), layout);
}

}  // namespace executioner::runs
