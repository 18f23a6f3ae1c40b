#include "controller/domain/phase.h"

#include <array>
#include <cassert>
#include <cstddef>
#include <string>

namespace executioner::domain {
namespace {

// One row for each phase, one digit for each phase it may move to, in the order of JobPhase:
// Pending Queued Running Retrying | Succeeded Failed Skipped Blocked Cancelled. A pod that ended
// before it was observed running skips Running. A queued job may fail (CreateRefused) or be retried
// without having run. A running job never goes back to Queued.
constexpr std::array<std::string_view, kJobPhases> kMoves{
    "111111111",  // Pending
    "011111111",  // Queued
    "001111001",  // Running
    "001111111",  // Retrying
    "000010000",  // Succeeded
    "000001000",  // Failed
    "000000100",  // Skipped
    "000000010",  // Blocked
    "000000001",  // Cancelled
};

}  // namespace

std::string_view PhaseName(JobPhase phase) {
  return kJobPhaseWords.at(static_cast<std::size_t>(phase)).text;
}

std::string_view PhaseName(RunPhase phase) {
  return kRunPhaseWords.at(static_cast<std::size_t>(phase)).text;
}

std::optional<JobPhase> ParseJobPhase(std::string_view name) {
  return ValueOf(kJobPhaseWords, name);
}

std::optional<RunPhase> ParseRunPhase(std::string_view name) {
  return ValueOf(kRunPhaseWords, name);
}

bool IsEnded(JobPhase phase) {
  return phase >= JobPhase::kSucceeded;
}

bool IsEnded(RunPhase phase) {
  return phase >= RunPhase::kSucceeded;
}

bool IsBad(JobPhase phase) {
  return phase == JobPhase::kFailed || phase == JobPhase::kBlocked || phase == JobPhase::kCancelled;
}

bool MayMove(JobPhase from, JobPhase to) {
  return kMoves.at(static_cast<std::size_t>(from)).at(static_cast<std::size_t>(to)) == '1';
}

void RequireMove(std::string_view job, JobPhase from, JobPhase to) {
  assert(MayMove(from, to) && "a job makes a move that does not exist");
  if (!MayMove(from, to)) {
    throw IllegalMoveError("job '" + std::string(job) + "' cannot go from " +
                           std::string(PhaseName(from)) + " to " + std::string(PhaseName(to)) +
                           "; this is a bug in Executioner, please report it");
  }
}

}  // namespace executioner::domain
