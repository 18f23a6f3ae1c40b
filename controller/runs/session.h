/// \file
/// Who works with runs of this machine, and by which means.
#pragma once

#include <string>

#include "controller/base/time.h"
#include "controller/domain/expand_env.h"

namespace executioner::runs {

/// Made in main, lives as long as the program.
struct Session {
  domain::Environment environment = {};
  const base::Clock* clock = nullptr;  ///< borrowed
  std::string runner = {};             ///< path of executioner-runner
  std::string working_dir = {};        ///< absolute
  std::string user = {};               ///< login name
  std::string host = {};
  int processors = 0;  ///< children of a run at once when nothing says how many; 0: no limit

  std::string history = {};  ///< URL; "": EXECUTIONER_HISTORY. Default: the state directory
  std::string queue = {};    ///< URL, see OpenQueue; "": jobs are children of the run
};

}  // namespace executioner::runs
