/// \file
/// A recorded run as something that can be planned again: its manifest is part of its record.
#pragma once

#include <string>

#include "controller/cli/context.h"
#include "controller/standalone/begin_run.h"

namespace executioner::cli {

/// The newest attempt of a run, its manifest read again.
struct Restored {
  standalone::CheckedObject checked = {};
  standalone::Additions additions = {};
  history::RunSource source = {};
};

/// \throws base::StoreError  when the record cannot be read as a manifest any more
Restored RestoreManifest(const history::RunRecord& record);

}  // namespace executioner::cli
