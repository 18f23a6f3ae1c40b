#include "controller/adapters/pods/status_json.h"

#include <algorithm>
#include <array>

#include "controller/adapters/runner/last_words.h"
#include "controller/base/cut_text.h"
#include "controller/base/display_text.h"
#include "controller/base/json_writer.h"
#include "controller/domain/field_writer.h"
#include "controller/domain/status_fields.h"

namespace executioner::pods {
namespace {

using domain::Status;

constexpr std::size_t kMessageBytes = 1024;

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
void MakeDisplayable(std::string& message) {
  if (!base::IsDisplayable(message)) {
    message = base::DisplayText(message);
  }
}

void CutMessages(Status& status) {
  ForEachMessage(status, [](std::string& message) {
    MakeDisplayable(message);
    if (message.size() > kMessageBytes) {
      message = base::CutText(message, kMessageBytes);
    }
  });
}

/// Drops the data of timelines, on which no decision depends.
void ShedTimeline(Status& status) {
  for (domain::JobStatus& job : status.jobs) {
    job.attempt_history.clear();
    job.ready_time.reset();
    job.launch_time.reset();
  }
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
  domain::FieldWriter writer(domain::JsonForm::kStatus, json);
  json.BeginObject();
  if (single) {
    domain::FieldsOfJob(writer, status);
  } else {
    domain::Fields(writer, status);
  }
  return json.EndObject().Take();
}

std::string EncodeStatusWithin(Status status, bool single, std::size_t budget) {
  // From what nobody misses to what people look for first. Only a status near the limit is encoded
  // more than once.
  constexpr std::array kSheds{CutMessages,
                              ShedTimeline,
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
