#include "controller/adapters/store/history_rows.h"

namespace executioner::store {
namespace {

int Integer(const Field& field) {
  return static_cast<int>(NumberOf(field).value_or(0));
}

std::optional<int> OptionalInteger(const Field& field) {
  const auto number = NumberOf(field);
  return number ? std::optional(static_cast<int>(*number)) : std::nullopt;
}

domain::Reason ReadReason(const Field& field) {
  return domain::ParseReason(TextOf(field)).value_or(domain::Reason::kNone);
}

domain::RunPhase ReadRunPhase(const Field& field) {
  return domain::ParseRunPhase(TextOf(field)).value_or(domain::RunPhase::kPending);
}

domain::Counts ReadCounts(const Row& row) {
  return {.total = Integer(row.at(12)),
          .pending = Integer(row.at(13)),
          .running = Integer(row.at(14)),
          .succeeded = Integer(row.at(15)),
          .failed = Integer(row.at(16)),
          .skipped = Integer(row.at(17))};
}

}  // namespace

history::RunSummary ReadSummary(const Row& row) {
  return {.id = NumberOf(row.at(0)).value_or(0),
          .kind = TextOf(row.at(1)),
          .name = TextOf(row.at(2)),
          .attempt = Integer(row.at(3)),
          .phase = ReadRunPhase(row.at(4)),
          .reason = ReadReason(row.at(5)),
          .created = ReadTime(row.at(7)).value_or(base::TimePoint{}),
          .start_time = ReadTime(row.at(8)),
          .completion_time = ReadTime(row.at(9)),
          .counts = ReadCounts(row)};
}

domain::Status ReadStatus(const Row& row) {
  return {.observed_generation = 0,
          .phase = ReadRunPhase(row.at(4)),
          .reason = ReadReason(row.at(5)),
          .message = TextOf(row.at(6)),
          .attempt = Integer(row.at(3)),
          .start_time = ReadTime(row.at(8)),
          .completion_time = ReadTime(row.at(9)),
          .suspended_seconds = Integer(row.at(10)),
          .suspended_since = ReadTime(row.at(11)),
          .counts = ReadCounts(row)};
}

domain::JobStatus ReadJob(const Row& row) {
  return {{.phase = domain::ParseJobPhase(TextOf(row.at(1))).value_or(domain::JobPhase::kPending),
           .reason = ReadReason(row.at(2)),
           .message = TextOf(row.at(3)),
           .attempts = Integer(row.at(4)),
           .disruptions = Integer(row.at(5)),
           .earlier_attempts = Integer(row.at(6)),
           .start_time = ReadTime(row.at(7)),
           .completion_time = ReadTime(row.at(8)),
           .next_attempt_time = ReadTime(row.at(9)),
           .exit_code = OptionalInteger(row.at(10)),
           .ready_time = ReadTime(row.at(11)),
           .launch_time = ReadTime(row.at(12)),
           .results = domain::ParseResults(TextOf(row.at(13)))},
          TextOf(row.at(0))};
}

history::RunAttemptRecord ReadRunAttempt(const Row& row, const history::RunSummary& run) {
  return {.attempt = Integer(row.at(0)),
          .source = {.kind = run.kind,
                     .name = run.name,
                     .path = TextOf(row.at(1)),
                     .manifest = TextOf(row.at(2)),
                     .spec_hash = TextOf(row.at(3)),
                     .working_dir = TextOf(row.at(4)),
                     .arguments = TextOf(row.at(5))},
          .request = {.by = TextOf(row.at(7)),
                      .host = TextOf(row.at(8)),
                      .command = TextOf(row.at(9)),
                      .reason = TextOf(row.at(10)),
                      .state_dir = TextOf(row.at(15))},
          .created = ReadTime(row.at(6)).value_or(base::TimePoint{}),
          .phase = ReadRunPhase(row.at(11)),
          .reason = ReadReason(row.at(12)),
          .start_time = ReadTime(row.at(13)),
          .completion_time = ReadTime(row.at(14))};
}

history::AttemptRecord ReadAttempt(const Row& row) {
  history::AttemptRecord record{.job = TextOf(row.at(0)),
                                .attempt = Integer(row.at(1)),
                                .run_attempt = Integer(row.at(2)),
                                .start_time = ReadTime(row.at(3)).value_or(base::TimePoint{}),
                                .max_rss_kb = NumberOf(row.at(9)),
                                .cpu_ms = NumberOf(row.at(10)),
                                .host = TextOf(row.at(11)),
                                .state_dir = TextOf(row.at(12))};
  if (const auto ended = ReadTime(row.at(4))) {
    record.ending = domain::Ending{.reason = ReadReason(row.at(5)),
                                   .message = TextOf(row.at(6)),
                                   .exit_code = OptionalInteger(row.at(7)),
                                   .time = *ended,
                                   .stopped = Integer(row.at(8)) != 0,
                                   .results = domain::ParseResults(TextOf(row.at(13)))};
  }
  return record;
}

history::AuditRecord ReadAudit(const Row& row) {
  return {.time = ReadTime(row.at(0)).value_or(base::TimePoint{}),
          .request = {.by = TextOf(row.at(1)),
                      .host = TextOf(row.at(2)),
                      .command = TextOf(row.at(3)),
                      .reason = TextOf(row.at(4))},
          .job = TextOf(row.at(5)),
          .previous = TextOf(row.at(6))};
}

std::optional<base::TimePoint> ReadTime(const Field& field) {
  return base::ParseTime(TextOf(field));
}

Field OrNull(const std::optional<base::TimePoint>& time) {
  return time ? Field(base::FormatMilliTime(*time)) : Field();
}

Field OrNull(const std::optional<int>& number) {
  return number ? Field(std::int64_t{*number}) : Field();
}

Field OrNull(const std::optional<std::int64_t>& number) {
  return number ? Field(*number) : Field();
}

}  // namespace executioner::store
