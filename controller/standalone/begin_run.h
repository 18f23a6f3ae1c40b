/// \file
/// Begins a run from a manifest, or restores one from the history.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "controller/base/time.h"
#include "controller/engine/execution.h"
#include "controller/history/history.h"
#include "controller/manifest/manifest.h"
#include "controller/standalone/given_params.h"

namespace executioner::standalone {

/// Arguments of the command line that override a manifest.
struct Additions {
  std::vector<std::string> skip = {};
  std::optional<int> parallelism = std::nullopt;  ///< 0: no limit
  std::optional<domain::FailurePolicy> failure_policy = std::nullopt;
  std::vector<domain::EnvVar> env = {};
  std::vector<GivenParam> params = {};  ///< the last for a name wins
};

/// An object that has been read and validated.
struct CheckedObject {
  manifest::ManifestObject object = {};
  domain::WorkflowSpec spec = {};
  std::string spec_hash = {};
  std::vector<domain::Complaint> complaints = {};  ///< empty: it can run
  std::vector<domain::Complaint> warnings = {};
};

/// Returns the base of a relative workingDir: the folder of the manifest, or the directory in which
/// the run was started if the manifest came from stdin.
std::string ManifestFolder(const history::RunSource& source);

/// Reads and validates the spec, including the arguments, for a run on this machine. Pure.
/// Values of params replace those in the object.
/// \throws base::ConfigurationError  if the arguments name an unknown job or param, or a value does
/// not have the type of its param
CheckedObject Check(manifest::ManifestObject object, const Additions& additions);

/// Reads and validates the recorded manifest of a run.
/// \return nothing if it cannot be read or is no longer valid
std::optional<CheckedObject> CheckAgain(const history::RunSource& source);

/// Returns the fields that a local run ignores because they concern pods, each once, such as
/// "podTemplate". Pure.
std::vector<std::string> IgnoredFields(const domain::WorkflowSpec& spec);

/// Begins a run. \pre no complaints
/// \param pending_timeout_seconds  for jobs that do not set it
engine::Execution BeginRun(const CheckedObject& checked, const base::Clock& clock,
                           int pending_timeout_seconds = domain::kPendingTimeoutSeconds);

/// Restores a run from the history. \param number  of the run
/// \param pending_timeout_seconds  for jobs that do not set it
engine::Execution RestoreExecution(const CheckedObject& checked, std::int64_t number,
                                   const domain::Status& status,
                                   int pending_timeout_seconds = domain::kPendingTimeoutSeconds);

}  // namespace executioner::standalone
