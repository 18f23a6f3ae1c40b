/// \file
/// The user and the settings of a session that works with runs.
#pragma once

#include <string>

#include "controller/base/time.h"
#include "controller/domain/expand_env.h"

namespace executioner::runs {

/// Created by main; lives as long as the program.
struct Session {
  domain::Environment environment = {};
  const base::Clock* clock = nullptr;  ///< borrowed
  std::string runner = {};             ///< path of executioner-runner
  std::string working_dir = {};        ///< absolute
  std::string user = {};               ///< login name
  std::string host = {};
  int processors = 0;  ///< default number of children of a run at once; 0: no limit

  std::string history = {};  ///< URL; "": EXECUTIONER_HISTORY. Default: the state directory
  std::string queue = {};    ///< URL, see OpenQueue; "": jobs are children of the run
};

}  // namespace executioner::runs
