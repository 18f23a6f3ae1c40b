/// \file
/// Additional information at the end of a run. Pure.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "controller/domain/plan.h"
#include "controller/domain/status.h"

namespace executioner::runs {

struct RunRemarks {
  std::set<std::string> may_fail = {};  ///< jobs with allowFailure
  /// Jobs that may run after a failure (AllFinished and the like) but did not run, because the run
  /// was stopped.
  std::vector<std::string> cut_off = {};
};

/// \param status  of a run of this plan that has ended
RunRemarks RemarksOn(const domain::Plan& plan, const domain::Status& status);

}  // namespace executioner::runs
