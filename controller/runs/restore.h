/// \file
/// Reads the recorded manifest of a run.
#pragma once

#include <string>
#include <vector>

#include "controller/history/history.h"
#include "controller/standalone/begin_run.h"

namespace executioner::runs {

/// The newest retry of a run and its manifest.
struct Restored {
  standalone::CheckedObject checked = {};
  standalone::Additions additions = {};
  history::RunSource source = {};
};

/// \param params  of the command line: they replace recorded values
/// \throws base::StoreError  if the recorded manifest can no longer be read
/// \throws base::ConfigurationError  if a param does not exist or its value has another type
Restored RestoreManifest(const history::RunRecord& record,
                         const std::vector<standalone::GivenParam>& params = {});

/// Returns the object in the form in which it is recorded with a run.
std::string ManifestOf(const standalone::CheckedObject& checked);

/// The message of a job, or what it waits for; "" when there is nothing to say.
/// \param job  of the record
/// \throws base::StoreError  if the recorded manifest can no longer be read
std::string ExplainJob(const history::RunRecord& record, const domain::JobStatus& job);

}  // namespace executioner::runs
