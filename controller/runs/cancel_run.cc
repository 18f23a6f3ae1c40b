#include "controller/runs/cancel_run.h"

#include <csignal>
#include <string>

#include "controller/adapters/local/child.h"
#include "controller/adapters/local/run_folder.h"
#include "controller/adapters/local/run_lock.h"
#include "controller/base/error.h"

namespace executioner::runs {
namespace {

/// \return whether the lock has a live holder, which was signalled
bool Tell(const local::RunFolder& folder, Urgency urgency) {
  const auto holder = local::LockHolder(folder);
  if (!holder) {
    return false;
  }
  const base::Descriptor handle = local::OpenProcess(*holder);
  if (handle.Number() < 0 || local::LockHolder(folder) != holder) {
    return false;
  }
  local::SignalProcess(handle, SIGINT, local::kCancelNote);
  if (urgency == Urgency::kNow) {
    local::SignalProcess(handle, SIGTERM);  // the second signal means now
  }
  return true;
}

}  // namespace

void CancelRun(const Session& session, const State& state, const history::RunRecord& record,
               Urgency urgency) {
  RequireEndedOrHere(session, state, record);
  const std::string name = "run " + std::to_string(record.summary.id);
  const std::string phase(domain::PhaseName(record.summary.phase));
  if (domain::IsEnded(record.summary.phase)) {
    throw base::ConfigurationError("cancel", name + " has already ended (" + phase + ")");
  }
  if (!Tell(local::RunFolder(state.path, record.summary.id), urgency)) {
    throw base::ConfigurationError(
        "cancel", name + " is " + phase + ", but no program on this machine runs it");
  }
}

}  // namespace executioner::runs
