/// \file
/// Converts rows of the history's tables to values; the functions expect the columns named here, in
/// this order. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "controller/adapters/store/database.h"
#include "controller/base/time.h"
#include "controller/history/history.h"

namespace executioner::store {

inline constexpr std::string_view kRunColumns =
    "id, kind, name, attempt, phase, reason, message, created_at, start_time, completion_time, "
    "suspended_seconds, suspended_since, total, pending, running, succeeded, failed, skipped";
inline constexpr std::string_view kJobColumns =
    "name, phase, reason, message, attempts, disruptions, earlier_attempts, start_time, "
    "completion_time, next_attempt_time, exit_code, ready_time, launch_time, results";
inline constexpr std::string_view kRunAttemptColumns =
    "attempt, path, manifest, spec_hash, working_dir, arguments, created_at, requested_by, host, "
    "command, why, phase, reason, start_time, completion_time, state_dir";
inline constexpr std::string_view kAttemptColumns =
    "job, attempt, run_attempt, start_time, completion_time, reason, message, exit_code, stopped, "
    "max_rss_kb, cpu_ms, host, state_dir, results";
inline constexpr std::string_view kAuditColumns =
    "time, requested_by, host, command, why, job, previous";

history::RunSummary ReadSummary(const Row& row);
/// Reads the status, except its jobs and the hash of its spec.
domain::Status ReadStatus(const Row& row);
domain::JobStatus ReadJob(const Row& row);
/// \param run  gives kind and name of the source
history::RunAttemptRecord ReadRunAttempt(const Row& row, const history::RunSummary& run);
history::AttemptRecord ReadAttempt(const Row& row);
history::AuditRecord ReadAudit(const Row& row);

std::optional<base::TimePoint> ReadTime(const Field& field);

Field OrNull(const std::optional<base::TimePoint>& time);
Field OrNull(const std::optional<int>& number);
Field OrNull(const std::optional<std::int64_t>& number);

}  // namespace executioner::store
