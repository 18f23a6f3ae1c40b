/// \file
/// A recorded run as something that can be planned again: its manifest is part of its record.
#pragma once

#include <string>

#include "controller/history/history.h"
#include "controller/standalone/begin_run.h"

namespace executioner::runs {

/// The newest attempt of a run, its manifest read again.
struct Restored {
  standalone::CheckedObject checked = {};
  standalone::Additions additions = {};
  history::RunSource source = {};
};

/// \throws base::StoreError  when the record cannot be read as a manifest any more
Restored RestoreManifest(const history::RunRecord& record);

/// The object as it is kept with a run, from which it can be read again.
std::string ManifestOf(const standalone::CheckedObject& checked);

/// The message of a job, or what it waits for; "" when there is nothing to say.
/// \param job  of the record
/// \throws base::StoreError  when the recorded manifest cannot be read any more
std::string ExplainJob(const history::RunRecord& record, const domain::JobStatus& job);

}  // namespace executioner::runs
