#include "controller/adapters/pods/status_reader.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "controller/domain/attempt.h"
#include "controller/kube/json_span.h"
#include "controller/kube/json_value.h"

namespace executioner::pods {
namespace {

using domain::Status;
using Text = std::string_view;

/// About thirty years. Anyone who may write a status could write any number.
constexpr int kMostSeconds = 1'000'000'000;

/// Each `Take` leaves `out` as it is when the value is of another type.
void Take(Text value, std::string& out) {
  out = kube::TextValue(value).value_or(std::move(out));
}

void Take(Text value, int& out) {
  out = kube::IntValue(value).value_or(out);
}

void Take(Text value, std::int64_t& out) {
  out = kube::NumberValue(value).value_or(out);
}

void Take(Text value, std::optional<int>& out) {
  out = kube::IntValue(value);
}

void Take(Text value, std::optional<base::TimePoint>& out) {
  out = base::ParseTime(kube::TextValue(value).value_or(""));
}

void Take(Text value, base::TimePoint& out) {
  out = base::ParseTime(kube::TextValue(value).value_or("")).value_or(out);
}

void Take(Text value, domain::Reason& out) {
  out = domain::ParseReason(kube::TextValue(value).value_or("")).value_or(out);
}

void Take(Text value, domain::RunPhase& out) {
  out = domain::ParseRunPhase(kube::TextValue(value).value_or("")).value_or(out);
}

void Take(Text value, domain::JobPhase& out) {
  out = domain::ParseJobPhase(kube::TextValue(value).value_or("")).value_or(out);
}

/// One member of an object: takes the value when the name is the right one.
class Member {
 public:
  Member(Text name, Text value) : name_(name), value_(value) {}

  template <class Out>
  Member& Into(Text name, Out& out) {
    if (name == name_) {
      Take(value_, out);
    }
    return *this;
  }

 private:
  Text name_;
  Text value_;
};

/// Reads an object by handing each of its members to `read`.
template <class Read>
void ReadObject(Text json, const Read& read) {
  kube::ForEachMember(json, [&](Text name, Text value) {
    read(Member(name, value));
    return true;
  });
}

template <class Item, class Read>
void ReadList(Text json, const Read& read, std::vector<Item>& out) {
  out.clear();
  kube::ForEachElement(json, [&](Text element) {
    out.push_back(read(element));
    return true;
  });
}

domain::JobStatus ReadJob(Text json) {
  domain::JobStatus job;
  ReadObject(json, [&](Member member) {
    member.Into("name", job.name)
        .Into("phase", job.phase)
        .Into("reason", job.reason)
        .Into("message", job.message)
        .Into("attempts", job.attempts)
        .Into("disruptions", job.disruptions)
        .Into("startTime", job.start_time)
        .Into("completionTime", job.completion_time)
        .Into("nextAttemptTime", job.next_attempt_time)
        .Into("exitCode", job.exit_code)
        .Into("pod", job.pod);
  });
  job.attempts = std::clamp(job.attempts, 0, domain::kMostAttempts);
  job.disruptions = std::clamp(job.disruptions, 0, job.attempts);
  return job;
}

domain::Condition ReadCondition(Text json) {
  domain::Condition condition;
  std::string status;
  ReadObject(json, [&](Member member) {
    member.Into("type", condition.type)
        .Into("status", status)
        .Into("reason", condition.reason)
        .Into("message", condition.message)
        .Into("lastTransitionTime", condition.last_transition_time)
        .Into("observedGeneration", condition.observed_generation);
  });
  condition.status = status == "True";
  return condition;
}

domain::HistoryEntry ReadHistoryEntry(Text json) {
  domain::HistoryEntry entry;
  ReadObject(json, [&](Member member) {
    member.Into("run", entry.run)
        .Into("attempt", entry.attempt)
        .Into("specHash", entry.spec_hash)
        .Into("phase", entry.phase)
        .Into("reason", entry.reason)
        .Into("startTime", entry.start_time)
        .Into("completionTime", entry.completion_time);
  });
  return entry;
}

domain::AfterRef ReadAfterRef(Text json) {
  domain::AfterRef ref;
  ReadObject(json, [&](Member member) { member.Into("kind", ref.kind).Into("name", ref.name); });
  return ref;
}

domain::Counts ReadCounts(Text json) {
  domain::Counts counts;
  ReadObject(json, [&](Member member) {
    member.Into("total", counts.total)
        .Into("pending", counts.pending)
        .Into("running", counts.running)
        .Into("succeeded", counts.succeeded)
        .Into("failed", counts.failed)
        .Into("skipped", counts.skipped);
  });
  return counts;
}

void ReadRun(Member member, Status& status) {
  member.Into("observedGeneration", status.observed_generation)
      .Into("phase", status.phase)
      .Into("reason", status.reason)
      .Into("message", status.message)
      .Into("run", status.run)
      .Into("attempt", status.attempt)
      .Into("specHash", status.spec_hash)
      .Into("startTime", status.start_time)
      .Into("completionTime", status.completion_time)
      .Into("suspendedSeconds", status.suspended_seconds)
      .Into("suspendedSince", status.suspended_since);
}

}  // namespace

Status DecodeStatus(std::string_view json) {
  Status status;
  kube::ForEachMember(json, [&](Text name, Text value) {
    if (name == "counts") {
      status.counts = ReadCounts(value);
    } else if (name == "conditions") {
      ReadList(value, ReadCondition, status.conditions);
    } else if (name == "jobs") {
      ReadList(value, ReadJob, status.jobs);
    } else if (name == "history") {
      ReadList(value, ReadHistoryEntry, status.history);
    } else if (name == "afterComplete") {
      ReadList(value, ReadAfterRef, status.after_complete);
    } else {
      ReadRun(Member(name, value), status);
    }
    return true;
  });
  status.run = std::clamp(status.run, 1, domain::kMostAttempts);
  status.attempt = std::clamp(status.attempt, 1, domain::kMostAttempts);
  status.suspended_seconds = std::clamp(status.suspended_seconds, 0, kMostSeconds);
  return status;
}

}  // namespace executioner::pods
