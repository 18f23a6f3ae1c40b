/// \file
/// Follows a run that another process of this machine executes.
#pragma once

#include <functional>

#include "controller/runs/run_observer.h"
#include "controller/runs/state.h"

namespace executioner::runs {

/// Who follows a run; all borrowed.
struct Follower {
  RunObserver& observer;
  const base::Clock& clock;
  /// Opens the state anew, which ends runs whose process has died.
  std::function<State()> reopen;
};

/// Tells the observer of everything that the run has recorded and records, until it has ended.
/// \param record  of the run, as found
/// \return how it ended
/// \throws base::StoreError
domain::RunPhase FollowRun(State& state, const history::RunRecord& record,
                           const Follower& follower);

}  // namespace executioner::runs
