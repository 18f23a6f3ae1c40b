/// \file
/// Starts a program in a new process, without fork(2).
#pragma once

#include <string>
#include <sys/types.h>
#include <vector>

#include "controller/base/descriptor.h"

namespace executioner::base {

/// Standard input is /dev/null, signals are as in a login shell, and no other descriptor is
/// inherited.
struct ProgramStart {
  std::string program = {};                   ///< a path
  std::vector<std::string> arguments = {};    ///< the first is the name of the program
  std::vector<std::string> environment = {};  ///< all of it, as "NAME=VALUE"
  int output = -1;                            ///< becomes standard output
  bool joins_errors = false;                  ///< whether standard error goes there too
  short group = 0;                            ///< POSIX_SPAWN_SETSID or POSIX_SPAWN_SETPGROUP
};

/// Starts the program. \param child  set on success  \return 0, or the error number
int Spawn(const ProgramStart& start, pid_t& child);

/// \return a pidfd of the process, which never refers to a later process of the same number; -1 if
///   there is no such process
Descriptor OpenProcess(pid_t id);

}  // namespace executioner::base
