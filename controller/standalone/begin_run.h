/// \file
/// From a manifest to a run that can be stepped, and from a record back to one.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "controller/base/time.h"
#include "controller/engine/execution.h"
#include "controller/history/history.h"
#include "controller/manifest/manifest.h"

namespace executioner::standalone {

/// What a person adds to a manifest on the command line.
struct Additions {
  std::vector<std::string> skip = {};
  std::optional<int> parallelism = std::nullopt;  ///< 0: no limit
  std::optional<domain::FailurePolicy> failure_policy = std::nullopt;
  std::vector<domain::EnvVar> env = {};
};

/// An object that was read and checked.
struct CheckedObject {
  manifest::ManifestObject object = {};
  domain::WorkflowSpec spec = {};
  std::string spec_hash = {};
  std::vector<domain::Complaint> complaints = {};  ///< empty: it can run
  std::vector<domain::Complaint> warnings = {};
};

/// Where a relative workingDir begins: the folder of the manifest; of one from stdin, where the run
/// was started.
std::string ManifestFolder(const history::RunSource& source);

/// Reads and validates the spec as a run of this machine, additions included. Pure.
/// \throws base::ConfigurationError  when the additions name a job that is not there
CheckedObject Check(manifest::ManifestObject object, const Additions& additions);

/// The manifest that an attempt of a run ran, from its record.
/// \return nothing when it cannot be read or is not valid any more
std::optional<CheckedObject> CheckAgain(const history::RunSource& source);

/// What a local run does without: fields that concern pods, each once, "podTemplate". Pure.
std::vector<std::string> IgnoredFields(const domain::WorkflowSpec& spec);

/// A run that starts now. \pre no complaints
/// \param pending_timeout_seconds  of jobs that do not say it
engine::Execution BeginRun(const CheckedObject& checked, const base::Clock& clock,
                           int pending_timeout_seconds = domain::kPendingTimeoutSeconds);

/// A run as its record says. \param number  of the run
/// \param pending_timeout_seconds  of jobs that do not say it
engine::Execution RestoreExecution(const CheckedObject& checked, std::int64_t number,
                                   const domain::Status& status,
                                   int pending_timeout_seconds = domain::kPendingTimeoutSeconds);

}  // namespace executioner::standalone
