/// \file
/// An old configuration as a Workflow that runs the same. Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "controller/domain/expand_env.h"
#include "controller/legacy/config/config.h"

namespace executioner::legacy {

/// Annotations of jobs whose id is no legal name, or that have a description.
inline constexpr const char* kIdAnnotation = "legacy.executioner.dev/id";
inline constexpr const char* kDescriptionAnnotation = "legacy.executioner.dev/description";

/// Between TERM and KILL. The old program had 1, too short for most programs to end well.
inline constexpr int kGraceSeconds = 5;

/// What a configuration means besides what it says.
struct Surroundings {
  std::string file_stem = {};  ///< names the application when the configuration does not
  std::string home = {};       ///< what "~" stands for
  /// The variables of the shell, when the Workflow is to run now; nothing when it is to be kept.
  std::optional<domain::Environment> environment = std::nullopt;
  std::vector<domain::EnvVar> extra = {};  ///< --env
  std::string image = {};                  ///< for all jobs; "" for none
};

/// A Workflow, and what could not go into it.
struct Converted {
  std::string application = {};
  std::string working_dir = {};                   ///< absolute
  std::map<std::string, std::string> names = {};  ///< id -> name of the job
  std::string manifest_json = {};                 ///< the object, as JSON
  std::vector<domain::EnvVar> extra = {};         ///< --env, with the references of manifests
  std::vector<domain::Complaint> errors = {};  ///< why it must not run; the manifest is not right
  std::vector<domain::Complaint> notes = {};   ///< small differences
  std::vector<domain::Complaint> inexpressible = {};  ///< what a manifest cannot say
};

/// \param config  without errors, with at least one job
/// \throws base::ConfigurationError  when working_dir is not absolute
Converted ToManifest(const Config& config, const Surroundings& surroundings);

/// The variables that the configuration, the command line and the shell give to all jobs.
domain::Environment VariablesOf(const Config& config, const Surroundings& surroundings);

/// The absolute path of a configuration's working_dir.
/// \throws base::ConfigurationError  when it is not absolute after "~" was replaced
std::string WorkingDirOf(const Config& config, const std::string& home);

/// The id that a job of a converted Workflow had.
std::string IdOf(const domain::JobSpec& job);

}  // namespace executioner::legacy
