/// \file
/// Builds the environment of an attempt's process. Pure.
#pragma once

#include <string>
#include <vector>

#include "controller/adapters/local/run_folder.h"
#include "controller/domain/bind.h"
#include "controller/domain/expand_env.h"

namespace executioner::local {

struct ProcessSettings {
  std::string runner = {};           ///< path of executioner-runner
  std::string working_dir = {};      ///< absolute: the default workingDir of jobs
  std::string manifest_folder = {};  ///< absolute: base of a relative workingDir; "": working_dir
  /// The inherited variables of each job.
  domain::Environment inherited = {};
  /// Variables that override a job's own: "--env".
  std::vector<domain::EnvVar> extra = {};
};

/// Returns the environment of the runner of an attempt, each variable as "NAME=value": inherited
/// variables, variables that identify the attempt, the job's own variables, and the runner's
/// specification.
std::vector<std::string> ProcessEnvironment(const domain::ConcreteWork& work,
                                            const ProcessSettings& settings,
                                            const RunFolder& folder);

}  // namespace executioner::local
