#include "controller/adapters/pods/status_json.h"

#include <algorithm>
#include <array>

#include "controller/adapters/runner/last_words.h"
#include "controller/base/cut_text.h"
#include "controller/base/display_text.h"
#include "controller/base/json_writer.h"

namespace executioner::pods {
namespace {

using domain::Status;

constexpr std::size_t kMessageBytes = 1024;

void WriteText(std::string_view key, std::string_view text, base::JsonWriter& json) {
  if (!text.empty()) {
    json.Key(key).Text(text);
  }
}

void WriteTime(std::string_view key, const std::optional<base::TimePoint>& time,
               base::JsonWriter& json) {
  if (time) {
    json.Key(key).Text(base::FormatTime(*time));
  }
}

void WriteCount(std::string_view key, int count, base::JsonWriter& json) {
  if (count != 0) {
    json.Key(key).Number(count);
  }
}

void WriteLastAttempt(const domain::JobStatus& job, base::JsonWriter& json) {
  WriteCount("attempts", job.attempts, json);
  if (job.exit_code) {
    json.Key("exitCode").Number(*job.exit_code);
  }
  WriteText("pod", job.pod, json);
}

void WriteJob(const domain::JobStatus& job, base::JsonWriter& json) {
  json.BeginObject().Key("name").Text(job.name);
  json.Key("phase").Text(domain::PhaseName(job.phase));
  WriteText("reason", domain::ReasonName(job.reason), json);
  WriteText("message", job.message, json);
  WriteLastAttempt(job, json);
  WriteCount("disruptions", job.disruptions, json);
  WriteTime("startTime", job.start_time, json);
  WriteTime("completionTime", job.completion_time, json);
  WriteTime("nextAttemptTime", job.next_attempt_time, json);
  json.EndObject();
}

/// A metav1.Condition, whose message is required even when empty.
void WriteCondition(const domain::Condition& condition, base::JsonWriter& json) {
  json.BeginObject().Key("type").Text(condition.type);
  json.Key("status").Text(condition.status ? "True" : "False");
  json.Key("reason")
      .Text(condition.reason)
      .Key("message")
      .Text(base::DisplayText(condition.message));
  json.Key("lastTransitionTime").Text(base::FormatTime(condition.last_transition_time));
  json.Key("observedGeneration").Number(condition.observed_generation).EndObject();
}

void WriteHistoryEntry(const domain::HistoryEntry& entry, base::JsonWriter& json) {
  json.BeginObject().Key("run").Number(entry.run).Key("attempt").Number(entry.attempt);
  WriteText("specHash", entry.spec_hash, json);
  json.Key("phase").Text(domain::PhaseName(entry.phase));
  WriteText("reason", domain::ReasonName(entry.reason), json);
  WriteTime("startTime", entry.start_time, json);
  WriteTime("completionTime", entry.completion_time, json);
  json.EndObject();
}

void WriteAfterRef(const domain::AfterRef& ref, base::JsonWriter& json) {
  json.BeginObject().Key("kind").Text(ref.kind).Key("name").Text(ref.name).EndObject();
}

/// All counts, zeros too: people and dashboards read them one by one.
void WriteCounts(const domain::Counts& counts, base::JsonWriter& json) {
  json.Key("progress").Text(domain::Progress(counts));
  json.Key("counts").BeginObject();
  json.Key("total").Number(counts.total).Key("pending").Number(counts.pending);
  json.Key("running").Number(counts.running).Key("succeeded").Number(counts.succeeded);
  json.Key("failed").Number(counts.failed).Key("skipped").Number(counts.skipped);
  json.EndObject();
}

void WriteRun(const Status& status, base::JsonWriter& json) {
  json.Key("observedGeneration").Number(status.observed_generation);
  json.Key("phase").Text(domain::PhaseName(status.phase));
  WriteText("reason", domain::ReasonName(status.reason), json);
  WriteText("message", status.message, json);
  json.Key("run").Number(status.run).Key("attempt").Number(status.attempt);
  WriteText("specHash", status.spec_hash, json);
  WriteTime("startTime", status.start_time, json);
  WriteTime("completionTime", status.completion_time, json);
  WriteCount("suspendedSeconds", status.suspended_seconds, json);
  WriteTime("suspendedSince", status.suspended_since, json);
}

template <class Item, class Write>
void WriteList(std::string_view key, const std::vector<Item>& items, const Write& write,
               base::JsonWriter& json) {
  if (items.empty()) {
    return;
  }
  json.Key(key).BeginArray();
  for (const Item& item : items) {
    write(item, json);
  }
  json.EndArray();
}

/// Calls `shorten` with every message of a status.
template <class Shorten>
void ForEachMessage(Status& status, const Shorten& shorten) {
  shorten(status.message);
  for (domain::Condition& condition : status.conditions) {
    shorten(condition.message);
  }
  for (domain::JobStatus& job : status.jobs) {
    shorten(job.message);
  }
}

/// Messages quote specs, the API server and jobs, and people read them on terminals. Safe text can
/// be longer, so this comes before the size limits.
void MakeDisplayable(Status& status) {
  ForEachMessage(status, [](std::string& message) {
    if (!base::IsDisplayable(message)) {
      message = base::DisplayText(message);
    }
  });
}

void CutMessages(Status& status) {
  MakeDisplayable(status);
  ForEachMessage(status, [](std::string& message) {
    if (message.size() > kMessageBytes) {
      message = base::CutText(message, kMessageBytes);
    }
  });
}

void ShedTails(Status& status) {
  ForEachMessage(status, [](std::string& message) {
    message.resize(std::min(message.size(), message.find(domain::kTailMark)));
  });
}

void ShedMessagesOfSucceeded(Status& status) {
  for (domain::JobStatus& job : status.jobs) {
    if (job.phase == domain::JobPhase::kSucceeded) {
      job.message.clear();
    }
  }
}

/// The beginning of a message says what happened; details follow.
template <std::size_t kLimit>
void CutMessagesOfJobs(Status& status) {
  for (domain::JobStatus& job : status.jobs) {
    if (job.message.size() > kLimit) {
      job.message = base::CutText(job.message, kLimit);
    }
  }
}

/// The job that people ask for first: a failed job, or otherwise any job with a message.
const domain::JobStatus* FirstToTell(const Status& status) {
  const domain::JobStatus* first = nullptr;
  for (const domain::JobStatus& job : status.jobs) {
    if (job.phase == domain::JobPhase::kFailed && !job.message.empty()) {
      return &job;
    }
    first = first == nullptr && !job.message.empty() ? &job : first;
  }
  return first;
}

/// Drops all messages of jobs and keeps their reasons. The first message moves to the run.
void ShedMessagesOfJobs(Status& status) {
  const domain::JobStatus* first = FirstToTell(status);
  if (status.message.empty() && first != nullptr) {
    status.message = "job '" + first->name + "' is " +
                     std::string(domain::PhaseName(first->phase)) + ": " + first->message +
                     "; the messages of other jobs do not fit";
  }
  for (domain::JobStatus& job : status.jobs) {
    job.message.clear();
  }
}

void ShedTimesOfSucceeded(Status& status) {
  for (domain::JobStatus& job : status.jobs) {
    if (job.phase == domain::JobPhase::kSucceeded) {
      job.start_time.reset();
      job.completion_time.reset();
    }
  }
}

/// Keeps the start times of jobs that have not ended: they are read back for
/// `retry.maxElapsedSeconds`.
void ShedTimesOfEnded(Status& status) {
  for (domain::JobStatus& job : status.jobs) {
    if (domain::IsEnded(job.phase)) {
      job.start_time.reset();
      job.completion_time.reset();
    }
  }
}

/// The name of a pod can be computed from its job.
void ShedPods(Status& status) {
  for (domain::JobStatus& job : status.jobs) {
    job.pod.clear();
  }
}

}  // namespace

std::string EncodeStatus(const Status& status, bool single) {
  base::JsonWriter json;
  json.BeginObject();
  WriteRun(status, json);
  if (single && status.jobs.size() == 1) {
    WriteLastAttempt(status.jobs.front(), json);
  }
  WriteCounts(status.counts, json);
  WriteList("conditions", status.conditions, WriteCondition, json);
  WriteList("jobs", status.jobs, WriteJob, json);
  WriteList("history", status.history, WriteHistoryEntry, json);
  WriteList("afterComplete", status.after_complete, WriteAfterRef, json);
  return json.EndObject().Take();
}

std::string EncodeStatusWithin(Status status, bool single, std::size_t budget) {
  constexpr std::array kSheds{CutMessages,
                              ShedTails,
                              CutMessagesOfJobs<512>,
                              CutMessagesOfJobs<128>,
                              ShedMessagesOfSucceeded,
                              ShedMessagesOfJobs,
                              ShedTimesOfSucceeded,
                              ShedTimesOfEnded,
                              ShedPods};
  for (const auto shed : kSheds) {
    shed(status);
    std::string json = EncodeStatus(status, single);
    if (json.size() <= budget) {
      return json;
    }
  }
  return {};
}

}  // namespace executioner::pods
