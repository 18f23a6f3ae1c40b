/// \file
/// Runs for tests, with a distinct value in each field.
#pragma once

#include <string>
#include <vector>

#include "controller/history/history.h"
#include "tests/fakes/manual_clock.h"

namespace executioner::store::testing {

inline base::TimePoint At(int milliseconds) {
  return fakes::ManualClock::kStart + base::Duration{milliseconds};
}

inline history::RunSource Source(const std::string& name = "etl") {
  return {.kind = "Workflow",
          .name = name,
          .path = "/home/ann/etl.yaml",
          .manifest = R"({"kind":"Workflow"})",
          .spec_hash = "abc",
          .working_dir = "/home/ann",
          .arguments = R"({"skip":["a"]})"};
}

inline history::Request By(const std::string& command) {
  return {
      .by = "ann", .host = "box", .command = command, .reason = "why not", .state_dir = "/state"};
}

inline domain::JobStatus Job(const std::string& name, domain::JobPhase phase) {
  return {{.phase = phase,
           .reason = domain::Reason::kFailed,
           .message = "of " + name,
           .attempts = 5,
           .disruptions = 2,
           .earlier_attempts = 1,
           .start_time = At(1),
           .completion_time = At(1002),
           .next_attempt_time = At(3003),
           .exit_code = 7,
           .ready_time = At(4),
           .launch_time = At(905)},
          name};
}

inline domain::Status FullStatus() {
  return {.observed_generation = 0,
          .phase = domain::RunPhase::kFailed,
          .reason = domain::Reason::kJobFailed,
          .message = "job 'a' ended as Failed",
          .spec_hash = "abc",
          .start_time = At(10),
          .completion_time = At(20),
          .suspended_seconds = 3,
          .suspended_since = At(15),
          .counts =
              {.total = 15, .pending = 1, .running = 2, .succeeded = 3, .failed = 4, .skipped = 5},
          .jobs = {Job("a", domain::JobPhase::kFailed), {.name = "b"}}};
}

inline domain::Status InPhase(domain::RunPhase phase) {
  return {.observed_generation = 0, .phase = phase, .spec_hash = "abc"};
}

inline engine::OwnerId Of(std::int64_t run) {
  return {.kind = "Workflow", .name = "etl", .uid = std::to_string(run)};
}

inline history::AttemptRecord Succeeded(const std::string& job, int attempt, int begin, int end) {
  return {.job = job,
          .attempt = attempt,
          .start_time = At(begin),
          .ending = domain::Ending{.reason = domain::Reason::kCompleted, .time = At(end)}};
}

}  // namespace executioner::store::testing
