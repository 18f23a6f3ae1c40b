/// \file
/// Converts an old configuration to an equivalent Workflow. Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "controller/domain/expand_env.h"
#include "controller/legacy/config/config.h"

namespace executioner::legacy {

/// Annotations of jobs whose ID is not a valid name, or that have a description.
inline constexpr const char* kIdAnnotation = "legacy.executioner.dev/id";
inline constexpr const char* kDescriptionAnnotation = "legacy.executioner.dev/description";

/// Seconds between TERM and KILL. The old program waited 1 s, which is too short for most programs.
inline constexpr int kGraceSeconds = 5;

/// The context of a configuration.
struct Surroundings {
  std::string file_stem = {};  ///< the default name of the application
  std::string home = {};       ///< the value of "~"
  /// The variables of the shell if the Workflow runs now; nothing if it is written to a file.
  std::optional<domain::Environment> environment = std::nullopt;
  std::vector<domain::EnvVar> extra = {};  ///< --env
  std::string image = {};                  ///< for all jobs; "": none
};

/// A Workflow, and the differences from the configuration.
struct Converted {
  std::string application = {};
  std::string working_dir = {};                   ///< absolute
  std::map<std::string, std::string> names = {};  ///< ID to the name of the job
  std::string manifest_json = {};                 ///< the object, as JSON
  std::vector<domain::EnvVar> extra = {};         ///< --env, with references of manifests
  std::vector<domain::Complaint> errors = {};     ///< why it must not run; the manifest is invalid
  std::vector<domain::Complaint> notes = {};      ///< small differences
  std::vector<domain::Complaint> inexpressible = {};  ///< keys that a manifest cannot express
};

/// \param config  without errors, with at least one job
/// \throws base::ConfigurationError  if working_dir is not absolute
Converted ToManifest(const Config& config, const Surroundings& surroundings);

/// Returns the variables that the configuration, the command line and the shell set for all jobs.
domain::Environment VariablesOf(const Config& config, const Surroundings& surroundings);

/// Returns the absolute path of a configuration's working_dir.
/// \throws base::ConfigurationError  if it is not absolute after "~" was replaced
std::string WorkingDirOf(const Config& config, const std::string& home);

/// Returns the original ID of a job of a converted Workflow.
std::string IdOf(const domain::JobSpec& job);

}  // namespace executioner::legacy
