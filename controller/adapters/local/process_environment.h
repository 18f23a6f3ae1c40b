/// \file
/// From the work of an attempt to what its process starts with. Pure.
#pragma once

#include <string>
#include <vector>

#include "controller/adapters/local/run_folder.h"
#include "controller/domain/bind.h"
#include "controller/domain/expand_env.h"

namespace executioner::local {

struct ProcessSettings {
  std::string runner = {};           ///< path of executioner-runner
  std::string working_dir = {};      ///< absolute: where jobs start that do not say it
  std::string manifest_folder = {};  ///< absolute: where a relative workingDir begins; "": there
  /// What each job's environment begins with.
  domain::Environment inherited = {};
  /// Comes after a job's own variables: "--env".
  std::vector<domain::EnvVar> extra = {};
};

/// All that the runner of an attempt starts with, each variable as "NAME=value": what is inherited,
/// what tells the job where it runs, its own variables, and what the runner is to do.
std::vector<std::string> ProcessEnvironment(const domain::ConcreteWork& work,
                                            const ProcessSettings& settings,
                                            const RunFolder& folder);

}  // namespace executioner::local
